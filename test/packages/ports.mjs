import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * A range of ports that nobody listens on at the moment.
 *
 * @param length how many in a row
 * @returns the first of them
 */
export async function freePorts(length) {
  for (let attempt = 0; attempt < 50; attempt++) {
    const first = randomInt(20_000, 32_000);
    const range = Array.from({ length }, (_, index) => first + index);
    if ((await Promise.all(range.map(isFree))).every(Boolean)) return first;
  }
  throw new Error(`There are no ${length} free ports in a row.`);
}

export function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
