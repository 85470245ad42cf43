import { CpuMeter } from '../machine/usage.mjs';
import { closedLoop } from './closed-loop.mjs';
import { closeLanes, CONNECTIONS, openLanes, verifyLanes } from './lanes.mjs';
import { ascending, percentile } from './statistics.mjs';

/**
 * The most that a running target does of a work.
 *
 * @param running what `start` of an installation returned; with `ports` and `otherPid` it is two processes, each of which
 *   gets as many connections as one would
 * @param windows `{ warmUp, seconds }`
 * @returns flows per second, latencies in milliseconds, and how busy generator, server and database were
 */
export async function measure(
  { site, pid, ports = [site.port], otherPid = null },
  work,
  windows,
  mariadbPid = null,
) {
  const lanes = await openLanes(site, work, { ports, count: CONNECTIONS * ports.length });
  try {
    const meter = new CpuMeter({
      generator: process.pid,
      server: pid,
      second: otherPid,
      database: mariadbPid,
    });
    const around = (edge) => (edge === 'start' ? meter.start() : meter.end());
    const { latencies, seconds } = await closedLoop(lanes, { ...windows, around });
    await verifyLanes(lanes);
    const sorted = ascending(latencies);
    return {
      perSecond: sorted.length / seconds,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
      cpu: meter.shares,
    };
  } finally {
    closeLanes(lanes);
  }
}
