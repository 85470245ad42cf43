import { createTables } from '@portcullis/oauth';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Members, sessions and pending sign-ins of the admin app. */
export class Admin1790000000001 implements MigrationInterface {
  readonly name = 'PortcullisAdmin1790000000001';

  async up(runner: QueryRunner): Promise<void> {
    if (runner.connection.options.type === 'better-sqlite3') {
      for (const statement of SQLITE) await runner.query(statement);
    } else {
      await createTables(runner, this.name, MYSQL);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['admin_pending_sign_in', 'admin_session', 'admin_member']) {
      await runner.query(`DROP TABLE IF EXISTS ${table}`);
    }
  }
}

const TABLE_OPTIONS = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4';

const MYSQL = [
  `CREATE TABLE admin_member (
    subject VARBINARY(255) NOT NULL PRIMARY KEY,
    role VARCHAR(20) NOT NULL,
    name VARCHAR(200) NOT NULL,
    created_at BIGINT NOT NULL
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE admin_session (
    id BINARY(16) NOT NULL PRIMARY KEY,
    digest BINARY(32) NOT NULL,
    subject VARBINARY(255) NOT NULL,
    name VARCHAR(200) NOT NULL,
    refresh_token BLOB NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    idle_expires_at BIGINT NOT NULL,
    absolute_expires_at BIGINT NOT NULL,
    renew_at BIGINT NOT NULL,
    KEY admin_session_subject (subject),
    KEY admin_session_idle_expires_at (idle_expires_at)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE admin_pending_sign_in (
    id BINARY(16) NOT NULL PRIMARY KEY,
    digest BINARY(32) NOT NULL,
    bound_to BINARY(32) NOT NULL,
    sealed BLOB NOT NULL,
    expires_at BIGINT NOT NULL,
    KEY admin_pending_sign_in_expires_at (expires_at)
  ) ${TABLE_OPTIONS}`,
];

const SQLITE = [
  `CREATE TABLE admin_member (
    subject BLOB NOT NULL PRIMARY KEY,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  `CREATE TABLE admin_session (
    id BLOB NOT NULL PRIMARY KEY,
    digest BLOB NOT NULL,
    subject BLOB NOT NULL,
    name TEXT NOT NULL,
    refresh_token BLOB NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    idle_expires_at INTEGER NOT NULL,
    absolute_expires_at INTEGER NOT NULL,
    renew_at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  'CREATE INDEX admin_session_subject ON admin_session (subject)',
  'CREATE INDEX admin_session_idle_expires_at ON admin_session (idle_expires_at)',
  `CREATE TABLE admin_pending_sign_in (
    id BLOB NOT NULL PRIMARY KEY,
    digest BLOB NOT NULL,
    bound_to BLOB NOT NULL,
    sealed BLOB NOT NULL,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  'CREATE INDEX admin_pending_sign_in_expires_at ON admin_pending_sign_in (expires_at)',
];
