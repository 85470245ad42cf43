import { AdditiveMigration } from '@portcullis/oauth';
import type { MigrationInterface } from 'typeorm';

/** What a member has chosen, and by what somebody recognises their own sessions. */
export class AdminAccount1805800000001 extends AdditiveMigration implements MigrationInterface {
  readonly name = 'PortcullisAdminAccount1805800000001';
  protected readonly additions = {
    columns: {
      admin_member: { language: 'VARCHAR(16) NULL', shortcuts: 'TINYINT NULL' },
      admin_session: { user_agent: 'VARCHAR(400) NULL', source: 'VARCHAR(64) NULL' },
    },
    indexes: {},
    tables: [],
    mysql: [],
    sqlite: [
      'ALTER TABLE admin_member ADD COLUMN language TEXT NULL',
      'ALTER TABLE admin_member ADD COLUMN shortcuts INTEGER NULL',
      'ALTER TABLE admin_session ADD COLUMN user_agent TEXT NULL',
      'ALTER TABLE admin_session ADD COLUMN source TEXT NULL',
    ],
  };
}
