import { AdditiveMigration } from '@portcullis/oauth';
import type { MigrationInterface } from 'typeorm';

/** Roles, which clients a member manages, and when somebody last proved who they are. */
export class AdminRoles1805000000001 extends AdditiveMigration implements MigrationInterface {
  readonly name = 'PortcullisAdminRoles1805000000001';
  protected readonly additions = {
    columns: {
      admin_member: {
        limited: 'TINYINT NOT NULL DEFAULT 0',
        added_by: 'VARCHAR(200) NULL',
        last_sign_in_at: 'BIGINT NULL',
        version: 'INT NOT NULL DEFAULT 1',
      },
      admin_session: { proven_at: 'BIGINT NOT NULL DEFAULT 0' },
    },
    indexes: {},
    tables: ['admin_client_assignment'],
    mysql: [
      `CREATE TABLE admin_client_assignment (
        subject VARBINARY(255) NOT NULL,
        client_id VARBINARY(255) NOT NULL,
        PRIMARY KEY (subject, client_id),
        KEY admin_client_assignment_client (client_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
    ],
    sqlite: [
      'ALTER TABLE admin_member ADD COLUMN limited INTEGER NOT NULL DEFAULT 0',
      'ALTER TABLE admin_member ADD COLUMN added_by TEXT NULL',
      'ALTER TABLE admin_member ADD COLUMN last_sign_in_at INTEGER NULL',
      'ALTER TABLE admin_member ADD COLUMN version INTEGER NOT NULL DEFAULT 1',
      'ALTER TABLE admin_session ADD COLUMN proven_at INTEGER NOT NULL DEFAULT 0',
      `CREATE TABLE admin_client_assignment (
        subject BLOB NOT NULL,
        client_id BLOB NOT NULL,
        PRIMARY KEY (subject, client_id)
      ) WITHOUT ROWID`,
      'CREATE INDEX admin_client_assignment_client ON admin_client_assignment (client_id)',
    ],
  };
}
