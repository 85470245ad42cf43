import { AdditiveMigration } from '@portcullis/oauth';
import type { MigrationInterface } from 'typeorm';

/** The one-time link to the first owner. */
export class AdminSetup1805700000001 extends AdditiveMigration implements MigrationInterface {
  readonly name = 'PortcullisAdminSetup1805700000001';
  protected readonly additions = {
    columns: {},
    indexes: {},
    tables: ['admin_setup'],
    mysql: [
      `CREATE TABLE admin_setup (
        id INT NOT NULL PRIMARY KEY,
        digest BINARY(32) NOT NULL,
        expires_at BIGINT NOT NULL
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
    ],
    sqlite: [
      `CREATE TABLE admin_setup (
        id INTEGER NOT NULL PRIMARY KEY,
        digest BLOB NOT NULL,
        expires_at INTEGER NOT NULL
      ) WITHOUT ROWID`,
    ],
  };
}
