import type { MigrationInterface, QueryRunner } from 'typeorm';
import { webOrigins } from '../clients/web-origins.js';
import { addColumns, addIndexes, dropColumns, dropIndexes } from './alter-tables.js';
import { createTables } from './create-tables.js';
import { MYSQL_COLUMNS, MYSQL_INDEXES, MYSQL_TABLES } from './standards.mysql.js';
import { SQLITE_STANDARDS } from './standards.sqlite.js';

const TABLES = [
  'oauth_client_origin',
  'oauth_client_document',
  'oauth_pushed_request',
  'oauth_device_code',
  'oauth_used_jti',
  'oauth_attempt',
  'oauth_logout_delivery',
];

/** What the further standards need. It only adds, so that processes of the version before go on working beside it. */
export class Standards1795000000000 implements MigrationInterface {
  readonly name = 'PortcullisStandards1795000000000';

  async up(runner: QueryRunner): Promise<void> {
    if (runner.connection.options.type === 'better-sqlite3') {
      for (const statement of SQLITE_STANDARDS) await runner.query(statement);
    } else {
      for (const [table, columns] of Object.entries(MYSQL_COLUMNS)) await addColumns(runner, table, columns);
      await addIndexes(runner, MYSQL_INDEXES);
      await createTables(runner, this.name, MYSQL_TABLES);
    }
    await this.noteOrigins(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await runner.query(`DROP TABLE IF EXISTS ${table}`);
    if (runner.connection.options.type === 'better-sqlite3') {
      await runner.query('DROP INDEX oauth_authorization_session');
      for (const [table, columns] of Object.entries(MYSQL_COLUMNS)) {
        for (const column of Object.keys(columns))
          await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
      }
    } else {
      await dropIndexes(runner, 'oauth_authorization', Object.keys(MYSQL_INDEXES));
      for (const [table, columns] of Object.entries(MYSQL_COLUMNS)) {
        await dropColumns(runner, table, Object.keys(columns));
      }
    }
  }

  /** Clients that were registered before have redirect URIs, and so origins, too. */
  private async noteOrigins(runner: QueryRunner): Promise<void> {
    const clients: { client_id: Buffer; redirect_uris: string }[] = await runner.query(
      'SELECT client_id, redirect_uris FROM oauth_client',
    );
    await runner.query('DELETE FROM oauth_client_origin');
    for (const { client_id: clientId, redirect_uris: uris } of clients) {
      for (const origin of webOrigins(JSON.parse(uris) as string[])) {
        const values = [Buffer.from(origin), clientId];
        await runner.query('INSERT INTO oauth_client_origin (origin, client_id) VALUES (?, ?)', values);
      }
    }
  }
}
