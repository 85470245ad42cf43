import type { MigrationInterface, QueryRunner } from 'typeorm';
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
    const statements = runner.connection.options.type === 'better-sqlite3' ? SQLITE_UP : MYSQL_UP;
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await runner.query(`DROP TABLE ${table}`);
  }
}
