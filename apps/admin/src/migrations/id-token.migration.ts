import { addColumns } from '@portcullis/oauth';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ID token of a session, with which signing out ends the session at the authorization server too. */
export class AdminIdToken1795000000001 implements MigrationInterface {
  readonly name = 'PortcullisAdminIdToken1795000000001';

  async up(runner: QueryRunner): Promise<void> {
    if (runner.connection.options.type === 'better-sqlite3') {
      await runner.query('ALTER TABLE admin_session ADD COLUMN id_token BLOB NULL');
    } else {
      await addColumns(runner, 'admin_session', { id_token: 'BLOB NULL' });
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE admin_session DROP COLUMN id_token');
  }
}
