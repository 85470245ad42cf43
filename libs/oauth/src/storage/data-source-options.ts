import type { DataSourceOptions } from 'typeorm';

/** What a connection may take before it counts as failed. Milliseconds. */
const CONNECT_TIMEOUT = 5_000;
/** How long SQLite waits for another process while a file is opened. Milliseconds. */
const OPEN_TIMEOUT = 5_000;

type Contents = Pick<DataSourceOptions, 'entities' | 'migrations'>;

/**
 * TypeORM options with the settings that safety depends on, from one URL.
 *
 * @param url `mysql://user:password@host:3306/schema` (also `mariadb:`) or `sqlite:path/to/file`
 * @param contents entities and migrations: `[...OAUTH_ENTITIES, …]` and `[...OAUTH_MIGRATIONS, …]`
 * @throws when the URL names another database
 */
export function dataSourceOptions(url: string, contents: Contents): DataSourceOptions {
  if (url.startsWith('sqlite:')) {
    return {
      type: 'better-sqlite3',
      database: url.slice('sqlite:'.length),
      timeout: OPEN_TIMEOUT,
      prepareDatabase: (db: { pragma(text: string): unknown }) => {
        // An acknowledged write survives a power cut.
        db.pragma('journal_mode = WAL');
        db.pragma('synchronous = FULL');
        // SQLite would stop the whole process while it waits for another one's write. `Database` waits instead, and
        // everything else is served meanwhile.
        db.pragma('busy_timeout = 0');
      },
      ...contents,
    };
  }
  if (/^(mysql|mariadb):\/\//.test(url)) {
    return {
      type: url.startsWith('mysql') ? 'mysql' : 'mariadb',
      url,
      charset: 'utf8mb4',
      bigNumberStrings: false,
      connectTimeout: CONNECT_TIMEOUT,
      poolSize: 10,
      // More than this many waiting requests get 503 at once instead of a place in an endless queue.
      extra: { enableKeepAlive: true, queueLimit: 500 },
      ...contents,
    };
  }
  throw new Error(
    `The database URL "${url.split('@').pop()}" is not supported. ` +
      'Write mysql://user:password@host:3306/schema, or sqlite:file.sqlite for a first try.',
  );
}
