import type { QueryRunner } from 'typeorm';

/**
 * Creates tables on MySQL and MariaDB, where each CREATE TABLE commits by itself and a migration can end half-way with
 * its process or its connection. Every table therefore carries the name of the migration that made it, as its
 * comment, and the next attempt goes on with those that are missing.
 *
 * @param statements one CREATE TABLE each, without a comment
 * @throws when a table of that name exists that this migration did not make; nothing is created then
 */
export async function createTables(
  runner: QueryRunner,
  migration: string,
  statements: readonly string[],
): Promise<void> {
  if (statements.length === 0) return;
  const wanted = statements.map((sql) => ({ sql, name: /^CREATE TABLE (\w+)/.exec(sql)![1]! }));
  const found: { name: string; comment: string }[] = await runner.query(
    `SELECT table_name AS name, table_comment AS comment FROM information_schema.tables
     WHERE table_schema = DATABASE() AND table_name IN (${wanted.map(() => '?').join(', ')})`,
    wanted.map(({ name }) => name),
  );
  const foreign = found.filter(({ comment }) => comment !== migration).map(({ name }) => name);
  if (foreign.length > 0) {
    throw new Error(
      `The schema has a table ${foreign.join(', ')} already, which ${migration} did not create. ` +
        'Rename it, or give Portcullis a schema of its own.',
    );
  }
  const done = new Set(found.map(({ name }) => name));
  for (const { sql, name } of wanted) {
    if (!done.has(name)) await runner.query(`${sql} COMMENT='${migration}'`);
  }
}
