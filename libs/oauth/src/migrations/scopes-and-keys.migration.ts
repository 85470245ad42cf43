import type { MigrationInterface } from 'typeorm';
import { AdditiveMigration } from './additive-migration.js';

/** Scopes and resources that people write in an admin app, and when somebody ended a signing key before its time. */
export class ScopesAndKeys1805400000000 extends AdditiveMigration implements MigrationInterface {
  readonly name = 'PortcullisScopesAndKeys1805400000000';
  protected readonly additions = {
    columns: { oauth_signing_key: { retired_at: 'BIGINT NULL' } },
    indexes: {},
    tables: ['oauth_scope', 'oauth_configured_scope', 'oauth_resource'],
    mysql: [
      `CREATE TABLE oauth_scope (
        name VARBINARY(128) NOT NULL PRIMARY KEY,
        title TEXT NOT NULL,
        description TEXT NOT NULL,
        claims TEXT NOT NULL,
        is_sensitive TINYINT NOT NULL,
        is_default TINYINT NOT NULL,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        version INT NOT NULL
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
      `CREATE TABLE oauth_configured_scope (
        name VARBINARY(128) NOT NULL PRIMARY KEY,
        definition TEXT NOT NULL
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
      `CREATE TABLE oauth_resource (
        id BINARY(16) NOT NULL PRIMARY KEY,
        audience VARBINARY(500) NOT NULL,
        name VARCHAR(200) NOT NULL,
        description TEXT NOT NULL,
        scopes TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        version INT NOT NULL,
        UNIQUE KEY oauth_resource_audience (audience)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
    ],
    sqlite: [
      'ALTER TABLE oauth_signing_key ADD COLUMN retired_at INTEGER NULL',
      `CREATE TABLE oauth_scope (
        name BLOB NOT NULL PRIMARY KEY,
        title TEXT NOT NULL,
        description TEXT NOT NULL,
        claims TEXT NOT NULL,
        is_sensitive INTEGER NOT NULL,
        is_default INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        version INTEGER NOT NULL
      ) WITHOUT ROWID`,
      `CREATE TABLE oauth_configured_scope (
        name BLOB NOT NULL PRIMARY KEY,
        definition TEXT NOT NULL
      ) WITHOUT ROWID`,
      `CREATE TABLE oauth_resource (
        id BLOB NOT NULL PRIMARY KEY,
        audience BLOB NOT NULL UNIQUE,
        name TEXT NOT NULL,
        description TEXT NOT NULL,
        scopes TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        version INTEGER NOT NULL
      ) WITHOUT ROWID`,
    ],
  };
}
