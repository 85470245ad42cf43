import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FOLDER } from './places.js';
import { writePrivately } from './private-json.js';

/** What the story must remember from one start to the next: secrets exist in clear nowhere else. */
export interface Credentials {
  masterKey: string;
  userPassword: string;
  adminPassword: string;
  /** By client id. */
  clientSecrets: Record<string, string>;
}

/** Credentials belong to a database, whichever ports the story is told on: it opens with its own master key only. */
export class CredentialsFile {
  private readonly path: string;

  /** @param databaseUrl as in DATABASE_URL */
  constructor(databaseUrl: string) {
    this.path = credentialsPath(databaseUrl);
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

/** Beside the story's own SQLite file, or named after a digest of the address of another database. */
export function credentialsPath(databaseUrl: string): string {
  const own = /^sqlite:\.portcullis\/(story-\d+)\.sqlite$/.exec(databaseUrl)?.[1];
  const digest = createHash('sha256').update(addressOf(databaseUrl)).digest('hex');
  return join(FOLDER, `${own ?? `database-${digest.slice(0, 16)}`}.json`);
}

/** What tells one database from another: not the user, the password or how the host is spelled. */
function addressOf(databaseUrl: string): string {
  if (databaseUrl.startsWith('sqlite:')) return resolve(databaseUrl.slice('sqlite:'.length));
  if (!URL.canParse(databaseUrl)) return databaseUrl;
  const { hostname, port, pathname } = new URL(databaseUrl);
  const host = /^(127\.0\.0\.1|\[::1\])$/.test(hostname) ? 'localhost' : hostname.toLowerCase();
  return `${host}:${port || 3306}${pathname}`;
}
