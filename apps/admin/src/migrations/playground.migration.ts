import { AdditiveMigration } from '@portcullis/oauth';
import type { MigrationInterface } from 'typeorm';

/** Runs of the playground, and the secret of its client. */
export class AdminPlayground1805500000001 extends AdditiveMigration implements MigrationInterface {
  readonly name = 'PortcullisAdminPlayground1805500000001';
  protected readonly additions = {
    columns: {},
    indexes: {},
    tables: ['admin_playground_run', 'admin_playground_secret'],
    mysql: [
      `CREATE TABLE admin_playground_run (
        id BINARY(16) NOT NULL PRIMARY KEY,
        subject VARBINARY(255) NOT NULL,
        sealed MEDIUMBLOB NOT NULL,
        version INT NOT NULL,
        expires_at BIGINT NOT NULL,
        KEY admin_playground_run_subject (subject),
        KEY admin_playground_run_expires_at (expires_at)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
      `CREATE TABLE admin_playground_secret (
        client_id VARBINARY(255) NOT NULL PRIMARY KEY,
        sealed BLOB NOT NULL
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
    ],
    sqlite: [
      `CREATE TABLE admin_playground_run (
        id BLOB NOT NULL PRIMARY KEY,
        subject BLOB NOT NULL,
        sealed BLOB NOT NULL,
        version INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
      )`,
      'CREATE INDEX admin_playground_run_subject ON admin_playground_run (subject)',
      'CREATE INDEX admin_playground_run_expires_at ON admin_playground_run (expires_at)',
      `CREATE TABLE admin_playground_secret (
        client_id BLOB NOT NULL PRIMARY KEY,
        sealed BLOB NOT NULL
      )`,
    ],
  };
}
