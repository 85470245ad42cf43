import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { drive } from './steps.mjs';

/**
 * Every connection does its flow again and again, the next one when the last one has ended: the most that a server
 * can do at this concurrency.
 *
 * @param lanes `{ connection, next }`: `next()` starts one more flow
 * @param warmUp seconds before anything is counted
 * @param seconds of the window in which flows are counted
 * @param around called at both ends of the window, for what else is read there
 * @returns the milliseconds of each flow that ended in the window, and the length of the window in seconds
 * @throws the first wrong answer
 */
export async function closedLoop(lanes, { warmUp, seconds, around = () => {} }) {
  let counting = false;
  let stopping = false;
  const latencies = [];
  const runs = lanes.map(
    ({ connection, next }) =>
      new Promise((resolve, reject) => {
        let begun = 0;
        const again = () => {
          const now = performance.now();
          if (counting) latencies.push(now - begun);
          if (stopping) return resolve();
          begun = now;
          drive(connection, next(), again, reject);
        };
        begun = performance.now();
        drive(connection, next(), again, reject);
      }),
  );
  const failed = Promise.all(runs).then(() => {});
  const orFailed = (work) => Promise.race([work, failed.then(() => work)]);
  await orFailed(sleep(warmUp * 1000));
  around('start');
  counting = true;
  const start = performance.now();
  await orFailed(sleep(seconds * 1000));
  counting = false;
  const length = (performance.now() - start) / 1000;
  around('end');
  stopping = true;
  await failed;
  return { latencies, seconds: length };
}
