import { AdditiveMigration } from '@portcullis/oauth';
import type { MigrationInterface } from 'typeorm';

const TABLE_OPTIONS = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4';

/** What the checks have found, what was muted, who scans; and the hints that a member wants to see no more. */
export class AdminChecks1805600000001 extends AdditiveMigration implements MigrationInterface {
  readonly name = 'PortcullisAdminChecks1805600000001';
  protected readonly additions = {
    columns: {},
    indexes: {},
    tables: ['admin_finding', 'admin_muted_check', 'admin_check_scan', 'admin_dismissal'],
    mysql: [
      `CREATE TABLE admin_finding (
        id BINARY(16) NOT NULL PRIMARY KEY,
        rule VARCHAR(40) NOT NULL,
        severity TINYINT NOT NULL,
        object_kind VARCHAR(20) NOT NULL,
        object_id VARBINARY(255) NOT NULL,
        object_name VARCHAR(200) NOT NULL,
        client_id VARBINARY(255) NULL,
        version INT NOT NULL,
        details MEDIUMTEXT NOT NULL,
        fix MEDIUMTEXT NULL,
        muted TINYINT NOT NULL DEFAULT 0,
        found_at BIGINT NOT NULL,
        KEY admin_finding_open (muted, severity, id),
        KEY admin_finding_rule (rule, muted, severity, id),
        KEY admin_finding_client (client_id, muted),
        KEY admin_finding_found (found_at, id)
      ) ${TABLE_OPTIONS}`,
      `CREATE TABLE admin_muted_check (
        id BINARY(16) NOT NULL PRIMARY KEY,
        client_id VARBINARY(255) NULL,
        severity TINYINT NOT NULL,
        reason VARCHAR(500) NOT NULL,
        muted_by VARCHAR(200) NOT NULL,
        muted_at BIGINT NOT NULL,
        KEY admin_muted_check_client (client_id)
      ) ${TABLE_OPTIONS}`,
      `CREATE TABLE admin_check_scan (
        name VARCHAR(20) NOT NULL PRIMARY KEY,
        holder BINARY(16) NULL,
        leased_until BIGINT NOT NULL,
        due_at BIGINT NOT NULL,
        finished_at BIGINT NULL
      ) ${TABLE_OPTIONS}`,
      `CREATE TABLE admin_dismissal (
        subject VARBINARY(255) NOT NULL,
        hint VARCHAR(40) NOT NULL,
        dismissed_at BIGINT NOT NULL,
        PRIMARY KEY (subject, hint)
      ) ${TABLE_OPTIONS}`,
    ],
    sqlite: [
      `CREATE TABLE admin_finding (
        id BLOB NOT NULL PRIMARY KEY,
        rule TEXT NOT NULL,
        severity INTEGER NOT NULL,
        object_kind TEXT NOT NULL,
        object_id BLOB NOT NULL,
        object_name TEXT NOT NULL,
        client_id BLOB NULL,
        version INTEGER NOT NULL,
        details TEXT NOT NULL,
        fix TEXT NULL,
        muted INTEGER NOT NULL DEFAULT 0,
        found_at INTEGER NOT NULL
      ) WITHOUT ROWID`,
      'CREATE INDEX admin_finding_open ON admin_finding (muted, severity, id)',
      'CREATE INDEX admin_finding_rule ON admin_finding (rule, muted, severity, id)',
      'CREATE INDEX admin_finding_client ON admin_finding (client_id, muted)',
      'CREATE INDEX admin_finding_found ON admin_finding (found_at, id)',
      `CREATE TABLE admin_muted_check (
        id BLOB NOT NULL PRIMARY KEY,
        client_id BLOB NULL,
        severity INTEGER NOT NULL,
        reason TEXT NOT NULL,
        muted_by TEXT NOT NULL,
        muted_at INTEGER NOT NULL
      ) WITHOUT ROWID`,
      'CREATE INDEX admin_muted_check_client ON admin_muted_check (client_id)',
      `CREATE TABLE admin_check_scan (
        name TEXT NOT NULL PRIMARY KEY,
        holder BLOB NULL,
        leased_until INTEGER NOT NULL,
        due_at INTEGER NOT NULL,
        finished_at INTEGER NULL
      ) WITHOUT ROWID`,
      `CREATE TABLE admin_dismissal (
        subject BLOB NOT NULL,
        hint TEXT NOT NULL,
        dismissed_at INTEGER NOT NULL,
        PRIMARY KEY (subject, hint)
      ) WITHOUT ROWID`,
    ],
  };
}
