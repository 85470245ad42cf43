import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes an empty file and its folder for their owner alone, unless they are there. A database driver would make both
 * with whatever the umask leaves, and SQLite gives its `-wal` and `-shm` files the mode of the database.
 */
export function makePrivateFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
}
