import { measure } from '../load/measure.mjs';
import { closeLanes, openLanes } from '../load/lanes.mjs';
import { openLoop } from '../load/open-loop.mjs';
import { ascending, percentile } from '../load/statistics.mjs';
import { round, table } from '../report/table.mjs';
import { FLOOR } from '../targets/floor.mjs';
import { PORTCULLIS } from '../targets/portcullis.mjs';

/** With a sign-in a core does a few dozen flows a second, and each waits for a hash: nothing to learn at half of that. */
const LEFT_OUT = 'code-sign-in';
/** So many windows are needed for a p99.9 that means something. */
const WINDOWS = 5;

/** How long an answer takes when the server has half as much to do as it could. The floor tells what the machine adds. */
export const HALF_LOAD = {
  name: 'half-load',

  async run(machine, { works, targets, ...windows }, tell) {
    const figures = [];
    for (const target of [...PORTCULLIS, ...FLOOR].filter((each) => targets.includes(each))) {
      const installation = await target.install(machine);
      const running = await installation.start();
      try {
        for (const work of works.filter(({ name }) => name !== LEFT_OUT && target.works.includes(name))) {
          const most = await measure(running, work, windows);
          const rate = most.perSecond / 2;
          const latencies = await atRate(running.site, work, rate, windows);
          figures.push({ target: target.name, work: work.title, most: most.perSecond, rate, ...latencies });
          tell(`${target.name} ${work.name}: p99 ${round(latencies.p99)} ms at ${round(rate)}/s`);
        }
      } finally {
        await running.stop();
        await installation.drop();
      }
    }
    return figures;
  },

  report: (figures) =>
    table(
      ['work', 'target', 'most per second', 'rate', 'p50 ms', 'p99 ms', 'p99.9 ms', 'max ms'],
      figures.map(({ work, target, ...f }) => [
        work,
        target,
        ...[f.most, f.rate, f.p50, f.p99, f.p999, f.max].map(round),
      ]),
      2,
    ),
};

async function atRate(site, work, rate, { warmUp, seconds }) {
  const lanes = await openLanes(site, work);
  try {
    const { latencies } = await openLoop(lanes, rate, { warmUp, seconds: seconds * WINDOWS });
    const sorted = ascending(latencies);
    const at = (share) => percentile(sorted, share);
    return { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: sorted.at(-1) };
  } finally {
    closeLanes(lanes);
  }
}
