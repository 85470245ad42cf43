import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Not in git. */
export const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));

/** Keeps what was measured. @returns where, as one would type it */
export function writeResults(name, content) {
  mkdirSync(RESULTS, { recursive: true });
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '');
  const path = join(RESULTS, `${name}-${stamp}.json`);
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
  return relative(process.cwd(), path);
}
