import { databaseUrl } from '@portcullis/boot';
import { dataSourceOptions, OAUTH_ENTITIES, OAUTH_MIGRATIONS } from '@portcullis/oauth';
import { DataSource, type DataSourceOptions } from 'typeorm';

/** The server's database with everything it holds. */
export function databaseOptions(): DataSourceOptions {
  return dataSourceOptions(databaseUrl(), { entities: OAUTH_ENTITIES, migrations: OAUTH_MIGRATIONS });
}

/** @throws Error with a sentence for whoever starts the server */
export async function openDatabase(options: DataSourceOptions): Promise<DataSource> {
  try {
    return await new DataSource(options).initialize();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // A host name with several addresses fails without a message, but with a code.
    const reason = `the database that DATABASE_URL names does not open: ${message || code}`;
    throw new Error(reason, { cause: error });
  }
}
