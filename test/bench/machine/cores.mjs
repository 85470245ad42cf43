import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** The servers under test have this core to themselves. */
export const SERVER_CORE = 0;
/** Load generator and database share this one. */
export const OTHER_CORE = 1;

const TASKSET = ['/usr/bin/taskset', '/bin/taskset'].find((path) => existsSync(path));
const CORES = availableParallelism();

/** Which process runs where; without `taskset` or with one core alone nothing is pinned. */
export class Cores {
  constructor(wanted) {
    this.reason = !wanted
      ? 'not wanted (--no-pin)'
      : !TASKSET
        ? 'there is no taskset on this machine'
        : CORES < 2
          ? 'this machine has one core'
          : null;
  }

  get pinned() {
    return this.reason === null;
  }

  /** @returns the command and arguments that start a program on a core */
  command(core, program, args) {
    return this.pinned ? [TASKSET, ['-c', String(core), program, ...args]] : [program, args];
  }

  /**
   * Moves a running process with all its threads.
   *
   * @returns a function that moves it back, or null when it was not moved
   */
  move(pid, core) {
    if (!this.pinned) return null;
    try {
      const before = /: ([\d,-]+)\s*$/.exec(taskset('-p', '-c', pid))[1];
      taskset('-a', '-p', '-c', core, pid);
      return () => taskset('-a', '-p', '-c', before, pid);
    } catch {
      return null;
    }
  }
}

function taskset(...args) {
  return execFileSync(TASKSET, args.map(String), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
