import { mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';

/**
 * Tells of every mail that the server writes into a folder, so that nobody has to look for it.
 *
 * @param tell gets the path of a mail
 */
export function announceMails(folder: string, tell: (path: string) => void): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const known = new Set<string>();
  watch(folder, { persistent: false }, (_, name) => {
    // One file is more than one event.
    if (name === null || !name.endsWith('.eml') || known.has(name)) return;
    known.add(name);
    tell(join(folder, name));
  });
}
