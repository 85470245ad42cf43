import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** Clock ticks of /proc in a second; 100 on every Linux that Node runs on. */
const TICKS = 100;

/** @returns seconds of processor time that a process has used, or NaN where there is no /proc */
export function cpuSeconds(pid) {
  const fields = statOf(pid);
  return fields ? (Number(fields[11]) + Number(fields[12])) / TICKS : NaN;
}

/** @returns bytes of a process that are in memory, or NaN where there is no /proc */
export function residentBytes(pid) {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
  } catch {
    return NaN;
  }
}

/** Fields from the third on: the second is a name that may have spaces in it. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** How busy a few processes are between two moments. */
export class CpuMeter {
  /** @param pids by name; one that is null is left out */
  constructor(pids) {
    this.pids = Object.entries(pids).filter(([, pid]) => pid !== null);
  }

  start() {
    this.startedAt = performance.now();
    this.before = this.pids.map(([, pid]) => cpuSeconds(pid));
  }

  end() {
    const seconds = (performance.now() - this.startedAt) / 1000;
    this.shares = Object.fromEntries(
      this.pids.map(([name, pid], at) => [name, (cpuSeconds(pid) - this.before[at]) / seconds]),
    );
  }
}
