import { measure } from '../load/measure.mjs';
import { spread } from '../load/statistics.mjs';
import { OTHER_CORE, SERVER_CORE } from '../machine/cores.mjs';
import { freePort } from '../machine/free-port.mjs';
import { percent, round, spreadText, table } from '../report/table.mjs';
import { prepare, serve } from '../targets/portcullis.mjs';

const NAMES = ['cc-opaque', 'cc-jwt', 'introspection', 'refresh', 'userinfo'];

/**
 * Two server processes on one database beside one. On a machine of two cores the second server shares its core with
 * the load generator and the database, so the sum is bounded by what those two leave over.
 */
export const TWO_PROCESSES = {
  name: 'two-processes',

  async run(machine, { works, repeats, ...windows }, tell) {
    const prepared = await prepare(machine, 'mariadb');
    const runs = [];
    const first = await serve(machine, prepared, { core: SERVER_CORE });
    const second = await serve(machine, prepared, { port: await freePort(), core: OTHER_CORE });
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
      await prepared.database.drop();
    }
    return Object.values(Object.groupBy(runs, ({ work }) => work)).map(summary);
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
      'One process has core 0 to itself. The second one shares core 1 with generator and database; the shares of a core',
      "are those while both run. Two processes can reach twice one only where core 1 has a core's worth to spare.",
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
