import { measure } from './load/measure.mjs';
import { spread } from './load/statistics.mjs';

/** A process that has just started has compiled nothing yet: its first work warms up so many times as long. */
const COLD = 4;

/**
 * Every work at every target that can do it, again and again: the repeats are outside and the targets inside, so that
 * a machine that grows slower hits all alike.
 *
 * @param machine what targets are installed on
 * @param plan `{ targets, works, repeats, ...windows }`
 * @param tell gets a line of progress
 * @returns `{ work, target, perSecond, p50, p99, cpu }`, each figure a spread
 */
export async function runSuite(machine, { targets, works, repeats, ...windows }, tell) {
  const runs = new Map();
  const installations = [];
  try {
    for (const target of targets) {
      tell(`${target.name}: installed`);
      installations.push([target, await target.install(machine)]);
    }
    for (let repeat = 1; repeat <= repeats; repeat++) {
      for (const [target, installation] of installations) {
        const running = await installation.start();
        try {
          let warmUp = windows.warmUp * COLD;
          for (const work of works.filter(({ name }) => target.works.includes(name))) {
            const figures = await measure(
              running,
              work,
              { warmUp, seconds: windows.seconds * (work.windows ?? 1) },
              machine.mariadb.pid,
            );
            warmUp = windows.warmUp;
            tell(`${repeat}/${repeats} ${target.name} ${work.name}: ${Math.round(figures.perSecond)}/s`);
            const key = `${work.name} ${target.name}`;
            runs.set(key, [...(runs.get(key) ?? []), { work: work.name, target: target.name, ...figures }]);
          }
        } catch (error) {
          throw new Error(`${target.name}: ${error.message}`, { cause: error });
        } finally {
          await running.stop();
        }
      }
    }
  } finally {
    for (const [, installation] of installations) await installation.drop();
  }
  return Array.from(runs.values(), summary);
}

function summary(figures) {
  const [{ work, target }] = figures;
  const of = (read) => spread(figures.map(read));
  return {
    work,
    target,
    perSecond: of(({ perSecond }) => perSecond),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    cpu: Object.fromEntries(Object.keys(figures[0].cpu).map((name) => [name, of(({ cpu }) => cpu[name])])),
  };
}
