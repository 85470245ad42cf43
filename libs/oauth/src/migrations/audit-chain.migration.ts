import type { MigrationInterface } from 'typeorm';
import { AdditiveMigration } from './additive-migration.js';

const INDEXES = {
  oauth_audit_event_kind: 'CREATE INDEX oauth_audit_event_kind ON oauth_audit_event (event, id)',
  oauth_audit_event_client: 'CREATE INDEX oauth_audit_event_client ON oauth_audit_event (client_id, id)',
  oauth_audit_event_subject: 'CREATE INDEX oauth_audit_event_subject ON oauth_audit_event (subject, id)',
  oauth_audit_event_actor: 'CREATE INDEX oauth_audit_event_actor ON oauth_audit_event (actor, id)',
};

/**
 * The audit log says who by name and from where, can be read by each of its properties, and is sealed. Each index ends
 * with the primary key, which is ordered by time: a page of a filtered list is one index range.
 */
export class AuditChain1805100000000 extends AdditiveMigration implements MigrationInterface {
  readonly name = 'PortcullisAuditChain1805100000000';
  protected readonly additions = {
    columns: {
      oauth_audit_event: { actor_name: 'VARCHAR(255) NULL', source: 'VARBINARY(64) NULL' },
    },
    indexes: { oauth_audit_event: INDEXES },
    tables: ['oauth_audit_seal'],
    mysql: [
      `CREATE TABLE oauth_audit_seal (
    number BIGINT NOT NULL PRIMARY KEY,
    sealed_at BIGINT NOT NULL,
    first_number BIGINT NOT NULL,
    up_to BINARY(16) NOT NULL,
    events INT NOT NULL,
    entries MEDIUMBLOB NOT NULL,
    previous BINARY(32) NOT NULL,
    hash BINARY(32) NOT NULL
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
    ],
    sqlite: [
      'ALTER TABLE oauth_audit_event ADD COLUMN actor_name TEXT',
      'ALTER TABLE oauth_audit_event ADD COLUMN source BLOB',
      ...Object.values(INDEXES),
      `CREATE TABLE oauth_audit_seal (
    number INTEGER NOT NULL PRIMARY KEY,
    sealed_at INTEGER NOT NULL,
    first_number INTEGER NOT NULL,
    up_to BLOB NOT NULL,
    events INTEGER NOT NULL,
    entries BLOB NOT NULL,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL
  )`,
    ],
  };
}
