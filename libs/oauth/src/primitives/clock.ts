/** The time, as a port: the only source of "now" in the library, so that tests can move it. */
export abstract class Clock {
  /** @returns milliseconds since 1970-01-01T00:00:00Z */
  abstract now(): number;
}

export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }
}

/** Clocks of processes and machines that share a database differ by less. Milliseconds. */
export const CLOCK_DIFFERENCE = 60_000;

/** NumericDate of RFC 7519 section 2: whole seconds since the epoch. */
export function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
