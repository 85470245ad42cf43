import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers';
import { drive } from './steps.mjs';

/**
 * Starts flows by the clock, whether or not those before have ended, and counts each from the moment at which it was
 * due. A server that stalls is charged for everything that had to wait, also in front of a busy connection: what a
 * closed loop hides ("coordinated omission"). The clock of timers is exact to a millisecond, which is charged too.
 *
 * @param lanes as for the closed loop
 * @param perSecond flows that become due in a second, evenly spaced
 * @param options `{ warmUp, seconds }`
 * @returns milliseconds from due to done of each flow due in the window
 */
export function openLoop(lanes, perSecond, { warmUp, seconds }) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const latencies = [];
  const idle = [...lanes];
  const start = performance.now();
  const first = Math.ceil(warmUp * perSecond);
  const last = Math.ceil((warmUp + seconds) * perSecond);
  const dueAt = (number) => start + (number / perSecond) * 1000;
  let begun = 0;
  let done = 0;
  const fail = (error) => {
    begun = last;
    reject(error);
  };

  const begin = () => {
    while (idle.length > 0 && begun < last && dueAt(begun) <= performance.now()) {
      const number = begun++;
      // The one that has been idle for longest: a server closes connections that nobody uses.
      const lane = idle.shift();
      const end = () => {
        if (number >= first) latencies.push(performance.now() - dueAt(number));
        idle.push(lane);
        if (++done === last) return resolve({ latencies, seconds });
        begin();
      };
      drive(lane.connection, lane.next(), end, fail);
    }
  };
  const tick = () => {
    begin();
    if (begun < last) setTimeout(tick, 1);
  };
  tick();
  return promise;
}
