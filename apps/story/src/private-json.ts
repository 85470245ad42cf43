import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes JSON that only the owner may read. The file is replaced as a whole: a write that is cut short leaves the old
 * one, and an old one that others may read does not pass its mode on.
 */
export function writePrivately(path: string, value: unknown): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}
