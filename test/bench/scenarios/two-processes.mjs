import { measure } from '../load/measure.mjs';
import { spread } from '../load/statistics.mjs';
import { OTHER_CORE, SERVER_CORE } from '../machine/cores.mjs';
import { freePort } from '../machine/free-port.mjs';
import { boundTo } from '../machine/quota.mjs';
import { percent, round, spreadText, table } from '../report/table.mjs';
import { prepare, serve } from '../targets/portcullis.mjs';

const NAMES = ['cc-opaque', 'cc-jwt', 'introspection', 'refresh', 'userinfo'];

/** Of a core, for each server: two of them fit on one core, and the database and the generator keep up on the other. */
const SHARE = 0.4;

/**
 * Two server processes on one database beside one, each bounded to the same part of core 0, so that two have twice as
 * much as one. Where the machine lets nobody bound a process, the second one runs on core 1 and gets what the load
 * generator and the database leave over.
 */
export const TWO_PROCESSES = {
  name: 'two-processes',

  async run(machine, { works, repeats, ...windows }, tell) {
    const prepared = await prepare(machine, 'mariadb');
    const runs = [];
    const first = await serve(machine, prepared, { core: SERVER_CORE });
    const unbind = [boundTo(SHARE, first.pid)];
    const core = unbind[0] ? SERVER_CORE : OTHER_CORE;
    const second = await serve(machine, prepared, { port: await freePort(), core });
    if (unbind[0]) unbind.push(boundTo(SHARE, second.pid));
    try {
      const both = { ...first, ports: [first.site.port, second.site.port], otherPid: second.pid };
      for (let repeat = 1; repeat <= repeats; repeat++) {
        for (const work of works.filter(({ name }) => NAMES.includes(name))) {
          const one = await measure(first, work, windows, machine.mariadb.pid);
          const two = await measure(both, work, windows, machine.mariadb.pid);
          runs.push({ work: work.title, one, two });
          tell(`${repeat}/${repeats} ${work.name}: ${round(one.perSecond)} and ${round(two.perSecond)}/s`);
        }
      }
    } finally {
      await Promise.all([first.stop(), second.stop()]);
      for (const release of unbind) release?.();
      await prepared.database.drop();
    }
    return Object.values(Object.groupBy(runs, ({ work }) => work)).map((each) => ({
      ...summary(each),
      bounded: unbind[0] !== null,
    }));
  },

  report: (figures) =>
    [
      table(
        ['work', 'one', 'two', 'two ÷ one', 'first', 'second', 'database', 'generator'],
        figures.map(({ work, one, two, ratio, cpu }) => [
          work,
          spreadText(one),
          spreadText(two),
          spreadText(ratio),
          ...['server', 'second', 'database', 'generator'].map((name) => percent(cpu[name]?.median)),
        ]),
      ),
      '',
      figures[0].bounded
        ? `Each server may use ${percent(SHARE)} of core 0; generator and database have core 1.`
        : 'One process has core 0 to itself. The second one shares core 1 with generator and database.',
      'The shares of a core are those while both run.',
    ].join('\n'),
};

function summary(runs) {
  return {
    work: runs[0].work,
    one: spread(runs.map(({ one }) => one.perSecond)),
    two: spread(runs.map(({ two }) => two.perSecond)),
    ratio: spread(runs.map(({ one, two }) => two.perSecond / one.perSecond)),
    cpu: Object.fromEntries(
      Object.keys(runs[0].two.cpu).map((name) => [name, spread(runs.map(({ two }) => two.cpu[name]))]),
    ),
  };
}
