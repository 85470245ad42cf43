import type { MigrationInterface } from 'typeorm';
import { AdditiveMigration } from './additive-migration.js';

/** Secrets that came from another server as bcrypt hashes. */
export class AdoptedSecrets1805700000002 extends AdditiveMigration implements MigrationInterface {
  readonly name = 'PortcullisAdoptedSecrets1805700000002';
  protected readonly additions = {
    columns: { oauth_client_secret: { bcrypt: 'VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL' } },
    indexes: {},
    tables: [],
    mysql: [],
    sqlite: ['ALTER TABLE oauth_client_secret ADD COLUMN bcrypt TEXT NULL'],
  };
}
