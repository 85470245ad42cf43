import { Database, dataSourceOptions, OAUTH_ENTITIES, OAUTH_MIGRATIONS } from '@portcullis/oauth';
import { DataSource } from 'typeorm';
import { createMigratedDatabase, type DatabaseName, type TestDatabase } from './databases.js';

/** A migrated database without an application. */
export interface OpenStorage {
  readonly storage: TestDatabase;
  readonly dataSource: DataSource;
  readonly database: Database;
  close(): Promise<void>;
}

export async function openStorage(name: DatabaseName): Promise<OpenStorage> {
  const storage = await createMigratedDatabase(name);
  const dataSource = await connectTo(storage);
  return {
    storage,
    dataSource,
    database: new Database(dataSource),
    close: async () => {
      await dataSource.destroy();
      await storage.drop();
    },
  };
}

/** One more connection to the same database, as another process has. */
export function connectTo(storage: TestDatabase): Promise<DataSource> {
  const contents = { entities: OAUTH_ENTITIES, migrations: OAUTH_MIGRATIONS };
  return new DataSource(dataSourceOptions(storage.url, contents)).initialize();
}
