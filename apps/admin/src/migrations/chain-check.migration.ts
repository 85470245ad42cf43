import { AdditiveMigration } from '@portcullis/oauth';
import type { MigrationInterface } from 'typeorm';

/** The last check of the chain over the audit log. */
export class AdminChainCheck1805100000001 extends AdditiveMigration implements MigrationInterface {
  readonly name = 'PortcullisAdminChainCheck1805100000001';
  protected readonly additions = {
    columns: {},
    indexes: {},
    tables: ['admin_chain_check'],
    mysql: [
      `CREATE TABLE admin_chain_check (
        id INT NOT NULL PRIMARY KEY,
        started_at BIGINT NOT NULL,
        started_by VARCHAR(255) NOT NULL,
        beat_at BIGINT NOT NULL,
        seal BIGINT NOT NULL,
        seals BIGINT NOT NULL,
        finished_at BIGINT NULL,
        report TEXT NULL
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
    ],
    sqlite: [
      `CREATE TABLE admin_chain_check (
        id INTEGER NOT NULL PRIMARY KEY,
        started_at INTEGER NOT NULL,
        started_by TEXT NOT NULL,
        beat_at INTEGER NOT NULL,
        seal INTEGER NOT NULL,
        seals INTEGER NOT NULL,
        finished_at INTEGER,
        report TEXT
      )`,
    ],
  };
}
