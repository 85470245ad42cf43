import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER } from './places.js';

/** What the story must remember from one start to the next: secrets exist in clear nowhere else. */
export interface Credentials {
  masterKey: string;
  userPassword: string;
  adminPassword: string;
  /** By client id. */
  clientSecrets: Record<string, string>;
}

/** Each port base has a story of its own, so that two can run side by side. */
export class CredentialsFile {
  private readonly path: string;

  constructor(portBase: number) {
    this.path = join(FOLDER, `story-${portBase}.json`);
  }

  /** The remembered credentials, or new ones. */
  read(): Credentials {
    if (existsSync(this.path)) return JSON.parse(readFileSync(this.path, 'utf8')) as Credentials;
    return {
      masterKey: randomBytes(32).toString('base64url'),
      userPassword: randomBytes(12).toString('base64url'),
      adminPassword: randomBytes(12).toString('base64url'),
      clientSecrets: {},
    };
  }

  write(credentials: Credentials): void {
    writePrivately(this.path, credentials);
  }
}

/** JSON that only the owner may read. */
export function writePrivately(path: string, value: unknown): void {
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}
