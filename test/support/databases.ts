import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSourceOptions, migrate, OAUTH_MIGRATIONS } from '@portcullis/oauth';
import { createConnection } from 'mysql2/promise';
import { DataSource } from 'typeorm';
import { IS_FULL, lastOf } from './depth.js';

/** A schema of its own for one test file. */
export interface TestDatabase {
  readonly name: 'sqlite' | 'mariadb';
  readonly url: string;
  drop(): Promise<void>;
}

export type DatabaseName = TestDatabase['name'];

/** The databases this machine can test on, for `describe.each`. */
export const DATABASES: readonly DatabaseName[] = [
  'sqlite',
  // What Nest runs on makes no difference to the database: the second run of the flows takes one.
  ...(process.env['PORTCULLIS_TEST_MARIADB'] && (IS_FULL || !process.env['TEST_ADAPTER'])
    ? (['mariadb'] as const)
    : []),
];

/** What a browser meets does not depend on the database; the flows over HTTP run on each. */
export const DATABASES_OF_PAGES = lastOf(DATABASES);

/** An empty one. */
export function createDatabase(name: DatabaseName): Promise<TestDatabase> {
  return name === 'sqlite' ? createSqlite() : createMariaDb([]);
}

/** One with the tables that the migrations make. On SQLite they run as fast as they are copied. */
export async function createMigratedDatabase(name: DatabaseName): Promise<TestDatabase> {
  if (name === 'mariadb') {
    const template = readFileSync(process.env['PORTCULLIS_TEST_TEMPLATE']!, 'utf8');
    return createMariaDb(JSON.parse(template) as string[]);
  }
  const storage = await createSqlite();
  const contents = { entities: [], migrations: OAUTH_MIGRATIONS };
  const dataSource = await new DataSource(dataSourceOptions(storage.url, contents)).initialize();
  await migrate(dataSource);
  await dataSource.destroy();
  return storage;
}

async function createSqlite(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-test-'));
  return {
    name: 'sqlite',
    url: `sqlite:${join(folder, 'test.sqlite')}`,
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function createMariaDb(statements: readonly string[]): Promise<TestDatabase> {
  const server = process.env['PORTCULLIS_TEST_MARIADB']!;
  const schema = `portcullis_test_${randomBytes(6).toString('hex')}`;
  const run = async (sql: string): Promise<void> => {
    const connection = await createConnection({ uri: server, multipleStatements: true });
    await connection.query(sql);
    await connection.end();
  };
  await run([`CREATE DATABASE ${schema} CHARACTER SET utf8mb4`, `USE ${schema}`, ...statements].join('; '));
  return { name: 'mariadb', url: `${server}/${schema}`, drop: () => run(`DROP DATABASE ${schema}`) };
}
