import type { QueryRunner } from 'typeorm';

/**
 * Changes of tables on MySQL and MariaDB, where each statement commits by itself: an attempt that ended half-way is
 * continued by the next one, in either direction.
 */

/** @param columns definitions by name */
export async function addColumns(
  runner: QueryRunner,
  table: string,
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  const known = await columnsOf(runner, table);
  await alter(
    runner,
    table,
    Object.entries(columns)
      .filter(([name]) => !known.has(name))
      .map(([name, definition]) => `ADD COLUMN ${name} ${definition}`),
  );
}

export async function dropColumns(
  runner: QueryRunner,
  table: string,
  columns: readonly string[],
): Promise<void> {
  const known = await columnsOf(runner, table);
  await alter(
    runner,
    table,
    columns.filter((name) => known.has(name)).map((name) => `DROP COLUMN ${name}`),
  );
}

/** @param indexes CREATE INDEX statements by the name of the index */
export async function addIndexes(
  runner: QueryRunner,
  indexes: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, statement] of Object.entries(indexes)) {
    if (!(await indexExists(runner, name))) await runner.query(statement);
  }
}

export async function dropIndexes(
  runner: QueryRunner,
  table: string,
  indexes: readonly string[],
): Promise<void> {
  for (const name of indexes) {
    if (await indexExists(runner, name)) await runner.query(`DROP INDEX ${name} ON ${table}`);
  }
}

async function alter(runner: QueryRunner, table: string, changes: readonly string[]): Promise<void> {
  if (changes.length > 0) await runner.query(`ALTER TABLE ${table} ${changes.join(', ')}`);
}

async function columnsOf(runner: QueryRunner, table: string): Promise<ReadonlySet<string>> {
  const found: { name: string }[] = await runner.query(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = DATABASE() AND table_name = ?`,
    [table],
  );
  return new Set(found.map(({ name }) => name));
}

async function indexExists(runner: QueryRunner, name: string): Promise<boolean> {
  const found: unknown[] = await runner.query(
    'SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name = ? LIMIT 1',
    [name],
  );
  return found.length > 0;
}
