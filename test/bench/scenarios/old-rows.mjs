import { measure } from '../load/measure.mjs';
import { percent, round, table } from '../report/table.mjs';
import { prepare, serve } from '../targets/portcullis.mjs';
import { OldRows } from './old-rows.database.mjs';

const NAMES = ['cc-opaque', 'introspection', 'refresh', 'code-session'];
/** A server prunes once a minute, from its start on; a window of this length has one run of it inside. Seconds. */
const WITH_PRUNING = 65;

/** Throughput in front of a database full of what has long expired, while it is pruned, beside that of an empty one. */
export const OLD_ROWS = {
  name: 'old-rows',

  async run(machine, { works, rows, duration = WITH_PRUNING, warmUp }, tell) {
    const [empty, full] = [await prepare(machine, 'mariadb'), await prepare(machine, 'mariadb')];
    const old = await OldRows.open(full.database.url);
    const figures = [];
    try {
      await old.fill(rows, tell);
      for (const work of works.filter(({ name }) => NAMES.includes(name))) {
        const of = async (prepared) => {
          const running = await serve(machine, prepared);
          try {
            return await measure(running, work, { warmUp, seconds: duration }, machine.mariadb.pid);
          } finally {
            await running.stop();
          }
        };
        const without = await of(empty);
        const before = await old.count();
        const among = await of(full);
        const pruned = before - (await old.count());
        figures.push({ work: work.title, rows: before, pruned, without, among });
        tell(
          `${work.name}: ${round(without.perSecond)} and ${round(among.perSecond)}/s, ${pruned} rows pruned`,
        );
      }
    } finally {
      await old.close();
      for (const { database } of [empty, full]) await database.drop();
    }
    return figures;
  },

  report: (figures) =>
    [
      table(
        [
          'work',
          'empty, per second',
          'old rows',
          'per second',
          'of empty',
          'p99 ms: empty',
          'old rows',
          'pruned',
        ],
        figures.map(({ work, rows, pruned, without, among }) => [
          work,
          round(without.perSecond),
          rows.toLocaleString('en'),
          round(among.perSecond),
          percent(among.perSecond / without.perSecond),
          round(without.p99),
          round(among.p99),
          pruned.toLocaleString('en'),
        ]),
      ),
      '',
      'Of the old rows 70 % are access tokens; the rest are codes, refresh tokens and authorizations in equal parts. They',
      'expired over the last three days, so that about two thirds of them are due. "Pruned" is what went in the window.',
    ].join('\n'),
};
