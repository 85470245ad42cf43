import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Short, so that a process that has used up its share waits for milliseconds. Microseconds. */
const PERIOD = 10_000;

/** Where Linux lets groups of processes be bounded, and in which words: version 1 of control groups, then 2. */
const HIERARCHIES = [
  {
    root: '/sys/fs/cgroup/cpu',
    limit: (quota) => ({ 'cpu.cfs_period_us': PERIOD, 'cpu.cfs_quota_us': quota }),
  },
  { root: '/sys/fs/cgroup', limit: (quota) => ({ 'cpu.max': `${quota} ${PERIOD}` }) },
];

/**
 * Bounds a process to a part of a core, whatever else is free.
 *
 * @param pid of the process; all its threads
 * @param share of a core, 0 to 1
 * @returns a function that takes the bound away again, to be called when the process has ended; null where this machine
 *   does not let us
 */
export function boundTo(share, pid) {
  for (const { root, limit } of HIERARCHIES) {
    if (!existsSync(root)) continue;
    const group = join(root, `portcullis-bench-${pid}`);
    try {
      mkdirSync(group);
      for (const [file, value] of Object.entries(limit(Math.round(share * PERIOD))))
        writeFileSync(join(group, file), String(value));
      writeFileSync(join(group, 'cgroup.procs'), String(pid));
      return () => rmdirSync(group);
    } catch {
      try {
        rmdirSync(group);
      } catch {
        // It was not made.
      }
    }
  }
  return null;
}
