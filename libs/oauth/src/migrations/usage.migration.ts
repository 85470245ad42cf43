import type { MigrationInterface } from 'typeorm';
import { AdditiveMigration } from './additive-migration.js';

/** How often what was issued, by the hour. */
export class Usage1805600000000 extends AdditiveMigration implements MigrationInterface {
  readonly name = 'PortcullisUsage1805600000000';
  protected readonly additions = {
    columns: {},
    indexes: {},
    tables: ['oauth_usage'],
    mysql: [
      `CREATE TABLE oauth_usage (
        kind VARBINARY(20) NOT NULL,
        hour BIGINT NOT NULL,
        name VARBINARY(200) NOT NULL,
        client_id VARBINARY(255) NOT NULL,
        count BIGINT NOT NULL,
        PRIMARY KEY (kind, hour, name, client_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
    ],
    sqlite: [
      `CREATE TABLE oauth_usage (
        kind BLOB NOT NULL,
        hour INTEGER NOT NULL,
        name BLOB NOT NULL,
        client_id BLOB NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (kind, hour, name, client_id)
      ) WITHOUT ROWID`,
    ],
  };
}
