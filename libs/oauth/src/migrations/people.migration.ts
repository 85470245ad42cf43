import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AdditiveMigration } from './additive-migration.js';

const COLUMNS = {
  oauth_user: {
    name: "VARCHAR(255) NOT NULL DEFAULT ''",
    email: "VARCHAR(255) NOT NULL DEFAULT ''",
    last_sign_in_at: 'BIGINT NOT NULL DEFAULT 0',
    version: 'INT NOT NULL DEFAULT 1',
  },
};

/** On SQLite a key of bytes is no row id, so an index holds what else decides the order. */
const INDEXES = {
  oauth_user: {
    oauth_user_name: 'CREATE INDEX oauth_user_name ON oauth_user (name, subject)',
    oauth_user_email: 'CREATE INDEX oauth_user_email ON oauth_user (email, subject)',
    oauth_user_created: 'CREATE INDEX oauth_user_created ON oauth_user (created_at, subject)',
    oauth_user_last_sign_in: 'CREATE INDEX oauth_user_last_sign_in ON oauth_user (last_sign_in_at, subject)',
    oauth_user_disabled: 'CREATE INDEX oauth_user_disabled ON oauth_user (disabled_at)',
  },
  oauth_authorization: {
    oauth_authorization_client:
      'CREATE INDEX oauth_authorization_client ON oauth_authorization (client_id, id)',
  },
  oauth_access_token: {
    oauth_access_token_authorization:
      'CREATE INDEX oauth_access_token_authorization ON oauth_access_token (authorization_id, client_id, id)',
  },
};

const SQLITE = [
  "ALTER TABLE oauth_user ADD COLUMN name TEXT NOT NULL DEFAULT ''",
  "ALTER TABLE oauth_user ADD COLUMN email TEXT NOT NULL DEFAULT ''",
  'ALTER TABLE oauth_user ADD COLUMN last_sign_in_at INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE oauth_user ADD COLUMN version INTEGER NOT NULL DEFAULT 1',
  ...Object.values(INDEXES).flatMap((statements) => Object.values(statements)),
];

/** What lists of users and of authorizations are searched and sorted by. */
export class People1805300000000 extends AdditiveMigration implements MigrationInterface {
  readonly name = 'PortcullisPeople1805300000000';
  protected readonly additions = {
    columns: COLUMNS,
    indexes: INDEXES,
    tables: [],
    mysql: [],
    sqlite: SQLITE,
  };

  override async up(runner: QueryRunner): Promise<void> {
    await super.up(runner);
    const isSqlite = runner.connection.options.type === 'better-sqlite3';
    const claim = (name: string): string =>
      isSqlite ? `json_extract(claims, '$.${name}')` : `JSON_UNQUOTE(JSON_EXTRACT(claims, '$.${name}'))`;
    const first = (text: string): string => `SUBSTR(COALESCE(${text}, ''), 1, 255)`;
    await runner.query(
      `UPDATE oauth_user SET name = ${first(claim('name'))}, email = ${first(claim('email'))}
       WHERE name = '' AND email = ''`,
    );
  }
}
