import type { QueryRunner } from 'typeorm';

/**
 * Adds columns on MySQL and MariaDB, where each ALTER TABLE commits by itself: an attempt that ended half-way is
 * continued by the next one.
 *
 * @param columns definitions by name
 */
export async function addColumns(
  runner: QueryRunner,
  table: string,
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  const found: { name: string }[] = await runner.query(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = DATABASE() AND table_name = ?`,
    [table],
  );
  const known = new Set(found.map(({ name }) => name));
  const missing = Object.entries(columns).filter(([name]) => !known.has(name));
  if (missing.length === 0) return;
  const additions = missing.map(([name, definition]) => `ADD COLUMN ${name} ${definition}`);
  await runner.query(`ALTER TABLE ${table} ${additions.join(', ')}`);
}

/** @param indexes CREATE INDEX statements by the name of the index */
export async function addIndexes(
  runner: QueryRunner,
  indexes: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, statement] of Object.entries(indexes)) {
    const [found] = await runner.query(
      'SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name = ? LIMIT 1',
      [name],
    );
    if (!found) await runner.query(statement);
  }
}
