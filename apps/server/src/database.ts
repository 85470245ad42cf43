import { databaseUrl } from '@portcullis/boot';
import { dataSourceOptions, OAUTH_ENTITIES, OAUTH_MIGRATIONS } from '@portcullis/oauth';
import type { DataSourceOptions } from 'typeorm';

/** The server's database with everything it holds. */
export function databaseOptions(): DataSourceOptions {
  return dataSourceOptions(databaseUrl(), { entities: OAUTH_ENTITIES, migrations: OAUTH_MIGRATIONS });
}
