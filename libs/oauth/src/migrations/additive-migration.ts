import type { QueryRunner } from 'typeorm';
import { addColumns, addIndexes, dropColumns, dropIndexes } from './alter-tables.js';
import { createTables } from './create-tables.js';

/** What a migration adds. `tables` and `indexes` go in the order in which they are named. */
export interface Additions {
  /** Definitions on MySQL and MariaDB, by table and column. Each column may be missing in a row from before. */
  readonly columns: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** CREATE INDEX statements by table and index. */
  readonly indexes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly tables: readonly string[];
  /** CREATE TABLE statements on MySQL and MariaDB. */
  readonly mysql: readonly string[];
  /** Statements that do all of it on SQLite. */
  readonly sqlite: readonly string[];
}

/** A migration that only adds, so that processes of the version before go on working beside it. */
export abstract class AdditiveMigration {
  abstract readonly name: string;
  protected abstract readonly additions: Additions;

  async up(runner: QueryRunner): Promise<void> {
    const { columns, indexes, mysql, sqlite } = this.additions;
    if (runner.connection.options.type === 'better-sqlite3') {
      for (const statement of sqlite) await runner.query(statement);
      return;
    }
    for (const [table, definitions] of Object.entries(columns)) await addColumns(runner, table, definitions);
    for (const statements of Object.values(indexes)) await addIndexes(runner, statements);
    if (mysql.length > 0) await createTables(runner, this.name, mysql);
  }

  async down(runner: QueryRunner): Promise<void> {
    const { columns, indexes, tables } = this.additions;
    for (const table of tables.toReversed()) await runner.query(`DROP TABLE IF EXISTS ${table}`);
    const isSqlite = runner.connection.options.type === 'better-sqlite3';
    for (const [table, statements] of Object.entries(indexes)) {
      if (!isSqlite) await dropIndexes(runner, table, Object.keys(statements));
      else for (const index of Object.keys(statements)) await runner.query(`DROP INDEX ${index}`);
    }
    for (const [table, definitions] of Object.entries(columns)) {
      if (!isSqlite) await dropColumns(runner, table, Object.keys(definitions));
      else {
        for (const column of Object.keys(definitions))
          await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
      }
    }
  }
}
