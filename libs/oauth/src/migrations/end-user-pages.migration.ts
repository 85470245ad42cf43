import type { MigrationInterface } from 'typeorm';
import { AdditiveMigration } from './additive-migration.js';
import { MYSQL_COLUMNS, MYSQL_TABLES } from './end-user-pages.mysql.js';
import { SQLITE_END_USER_PAGES } from './end-user-pages.sqlite.js';

/** What the pages of end users need: several accounts in a browser, second factors, password resets, looks. */
export class EndUserPages1800000000000 extends AdditiveMigration implements MigrationInterface {
  readonly name = 'PortcullisEndUserPages1800000000000';
  protected readonly additions = {
    columns: MYSQL_COLUMNS,
    indexes: {},
    tables: [
      'oauth_browser_account',
      'oauth_password_reset',
      'oauth_totp',
      'oauth_passkey',
      'oauth_passkey_challenge',
      'oauth_recovery_code',
      'oauth_client_logo',
    ],
    mysql: MYSQL_TABLES,
    sqlite: SQLITE_END_USER_PAGES,
  };
}
