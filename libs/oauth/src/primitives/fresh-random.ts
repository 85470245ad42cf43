import { randomFillSync } from 'node:crypto';

/** One call of the system's generator for some hundred values: each call costs more than all the rest of an id. */
const pool = Buffer.alloc(8 * 1024);
let used = pool.length;

/**
 * Bytes of the system's generator, each handed out once.
 *
 * @param length bytes, at most 8192
 */
export function freshRandom(length: number): Buffer {
  if (used + length > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return Buffer.from(pool.subarray(used, (used += length)));
}
