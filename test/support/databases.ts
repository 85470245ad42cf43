import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';

/** A schema of its own for one test file. */
export interface TestDatabase {
  readonly name: 'sqlite' | 'mariadb';
  readonly url: string;
  drop(): Promise<void>;
}

export type DatabaseName = TestDatabase['name'];

/** The databases this machine can test on, for `describe.each`. */
export const DATABASES: readonly DatabaseName[] = process.env['PORTCULLIS_TEST_MARIADB']
  ? ['sqlite', 'mariadb']
  : ['sqlite'];

export function createDatabase(name: DatabaseName): Promise<TestDatabase> {
  return name === 'sqlite' ? createSqlite() : createMariaDb();
}

async function createSqlite(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-test-'));
  return {
    name: 'sqlite',
    url: `sqlite:${join(folder, 'test.sqlite')}`,
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function createMariaDb(): Promise<TestDatabase> {
  const server = process.env['PORTCULLIS_TEST_MARIADB']!;
  const schema = `portcullis_test_${randomBytes(6).toString('hex')}`;
  const run = async (sql: string): Promise<void> => {
    const connection = await createConnection({ uri: server });
    await connection.query(sql);
    await connection.end();
  };
  await run(`CREATE DATABASE ${schema} CHARACTER SET utf8mb4`);
  return { name: 'mariadb', url: `${server}/${schema}`, drop: () => run(`DROP DATABASE ${schema}`) };
}
