import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTables } from './create-tables.js';
import { MYSQL_UP } from './initial.mysql.js';
import { SQLITE_UP } from './initial.sqlite.js';

const TABLES = [
  'oauth_client',
  'oauth_client_secret',
  'oauth_user',
  'oauth_authorization',
  'oauth_authorization_code',
  'oauth_refresh_token',
  'oauth_access_token',
  'oauth_consent',
  'oauth_session',
  'oauth_interaction',
  'oauth_signing_key',
  'oauth_audit_event',
];

export class Initial1790000000000 implements MigrationInterface {
  readonly name = 'PortcullisInitial1790000000000';

  async up(runner: QueryRunner): Promise<void> {
    if (runner.connection.options.type === 'better-sqlite3') {
      for (const statement of SQLITE_UP) await runner.query(statement);
    } else {
      await createTables(runner, this.name, MYSQL_UP);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await runner.query(`DROP TABLE IF EXISTS ${table}`);
  }
}
