import { dataSourceOptions, OAUTH_ENTITIES, OAUTH_MIGRATIONS } from '@portcullis/oauth';
import type { DataSourceOptions } from 'typeorm';

export const EMBEDDED = 'sqlite:.portcullis/portcullis.sqlite';

/** The server's database: `DATABASE_URL`, or an embedded SQLite file for a first try. */
export function databaseOptions(url = process.env['DATABASE_URL'] ?? EMBEDDED): DataSourceOptions {
  return dataSourceOptions(url, { entities: OAUTH_ENTITIES, migrations: OAUTH_MIGRATIONS });
}
