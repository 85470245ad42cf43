import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { spread } from '../load/statistics.mjs';
import { residentBytes } from '../machine/usage.mjs';
import { spreadText, table } from '../report/table.mjs';
import { prepare, start } from '../targets/portcullis.mjs';

const STARTS = 5;

/** How long it takes from the start of the process until `/health` answers 200. */
export const START = {
  name: 'start',

  async run(machine, _, tell) {
    const figures = [];
    for (const storage of ['mariadb', 'sqlite']) {
      const prepared = await prepare(machine, storage);
      const runs = [];
      for (let turn = 0; turn < STARTS; turn++) {
        runs.push(await timeOneStart(machine, prepared));
        tell(`${storage}: ${Math.round(runs.at(-1).milliseconds)} ms`);
      }
      await prepared.database.drop();
      figures.push({
        target: `portcullis/${storage}`,
        milliseconds: spread(runs.map(({ milliseconds }) => milliseconds)),
        mebibytes: spread(runs.map(({ bytes }) => bytes / 2 ** 20)),
      });
    }
    return figures;
  },

  report: (figures) =>
    table(
      ['target', `ms to the first 200, ${STARTS} starts`, 'RSS then, MiB'],
      figures.map((f) => [f.target, spreadText(f.milliseconds), spreadText(f.mebibytes)]),
    ),
};

async function timeOneStart(machine, prepared) {
  const begun = performance.now();
  const server = start(machine, prepared);
  while (!(await isHealthy(prepared.origin))) await sleep(5);
  const milliseconds = performance.now() - begun;
  const bytes = residentBytes(server.pid);
  await server.stop();
  return { milliseconds, bytes };
}

async function isHealthy(origin) {
  try {
    return (await fetch(`${origin}/health`)).status === 200;
  } catch {
    return false;
  }
}
