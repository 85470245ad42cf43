import { performance } from 'node:perf_hooks';
import { setInterval, clearInterval } from 'node:timers';
import { closedLoop } from '../load/closed-loop.mjs';
import { closeLanes, CONNECTIONS, openLanes } from '../load/lanes.mjs';
import { residentBytes } from '../machine/usage.mjs';
import { round, table } from '../report/table.mjs';
import { PORTCULLIS } from '../targets/portcullis.mjs';
import { WORKS } from '../works/works.mjs';

const TEN_MINUTES = 600;
/** Then every connection gets ready anew: what it has been using, a token that lives ten minutes, would end. */
const ANEW = 300;
const EVERY = 10;
const MIB = 2 ** 20;

/** Memory of a server that is given everything it can do, of every work at once, for ten minutes. */
export const SOAK = {
  name: 'soak',

  async run(machine, { targets, duration = TEN_MINUTES, warmUp }, tell) {
    const figures = [];
    for (const target of PORTCULLIS.filter((each) => targets.includes(each))) {
      const installation = await target.install(machine);
      const running = await installation.start();
      try {
        figures.push({ target: target.name, ...(await soak(running, { duration, warmUp }, tell)) });
      } finally {
        await running.stop();
        await installation.drop();
      }
    }
    return figures;
  },

  report: (figures) =>
    [
      table(
        [
          'target',
          'flows per second',
          'RSS MiB: first',
          'least',
          'largest',
          'last',
          'MiB a minute, second half',
        ],
        figures.map((f) => [
          f.target,
          ...[f.perSecond, f.first, f.least, f.largest, f.last, f.slope].map(round),
        ]),
      ),
      '',
      `Every work on connections of its own, RSS every ${EVERY} seconds; the slope is that of a line through the second half.`,
    ].join('\n'),
};

async function soak(running, { duration, warmUp }, tell) {
  const samples = [];
  const begun = performance.now();
  const sample = () => {
    samples.push({
      seconds: (performance.now() - begun) / 1000,
      mebibytes: residentBytes(running.pid) / MIB,
    });
    tell(`${Math.round(samples.at(-1).seconds)} s: ${round(samples.at(-1).mebibytes)} MiB`);
  };
  const timer = setInterval(sample, EVERY * 1000);
  try {
    let flows = 0;
    for (let left = duration; left > 0; left -= ANEW)
      flows += await everything(running.site, { warmUp, seconds: Math.min(left, ANEW) });
    sample();
    const sizes = samples.map(({ mebibytes }) => mebibytes);
    return {
      perSecond: flows / duration,
      first: sizes[0],
      least: Math.min(...sizes),
      largest: Math.max(...sizes),
      last: sizes.at(-1),
      slope: slopeOf(samples.slice(samples.length >> 1)) * 60,
      samples,
    };
  } finally {
    clearInterval(timer);
  }
}

/** @returns how many flows there were, of all works together */
async function everything(site, windows) {
  // Together as many connections as everywhere, or a few more.
  const count = Math.ceil(CONNECTIONS / WORKS.length);
  const lanes = [];
  try {
    for (const work of WORKS) lanes.push(...(await openLanes(site, work, { count })));
    return (await closedLoop(lanes, windows)).latencies.length;
  } finally {
    closeLanes(lanes);
  }
}

/** @returns mebibytes a second, by least squares */
function slopeOf(samples) {
  const mean = (read) => samples.reduce((sum, one) => sum + read(one), 0) / samples.length;
  const [x, y] = [mean(({ seconds }) => seconds), mean(({ mebibytes }) => mebibytes)];
  const above = samples.reduce((sum, one) => sum + (one.seconds - x) * (one.mebibytes - y), 0);
  const below = samples.reduce((sum, one) => sum + (one.seconds - x) ** 2, 0);
  return above / below;
}
