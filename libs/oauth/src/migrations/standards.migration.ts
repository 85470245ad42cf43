import type { MigrationInterface, QueryRunner } from 'typeorm';
import { webOrigins } from '../clients/web-origins.js';
import { AdditiveMigration } from './additive-migration.js';
import { MYSQL_COLUMNS, MYSQL_INDEXES, MYSQL_TABLES } from './standards.mysql.js';
import { SQLITE_STANDARDS } from './standards.sqlite.js';

/** What the further standards need. */
export class Standards1795000000000 extends AdditiveMigration implements MigrationInterface {
  readonly name = 'PortcullisStandards1795000000000';
  protected readonly additions = {
    columns: MYSQL_COLUMNS,
    indexes: MYSQL_INDEXES,
    tables: [
      'oauth_client_origin',
      'oauth_client_document',
      'oauth_pushed_request',
      'oauth_device_code',
      'oauth_used_jti',
      'oauth_attempt',
      'oauth_logout_delivery',
    ],
    mysql: MYSQL_TABLES,
    sqlite: SQLITE_STANDARDS,
  };

  override async up(runner: QueryRunner): Promise<void> {
    await super.up(runner);
    await this.noteOrigins(runner);
  }

  /** Clients that were registered before have redirect URIs, and so origins, too. */
  private async noteOrigins(runner: QueryRunner): Promise<void> {
    const clients: { client_id: Buffer; redirect_uris: string }[] = await runner.query(
      'SELECT client_id, redirect_uris FROM oauth_client',
    );
    await runner.query('DELETE FROM oauth_client_origin');
    for (const { client_id: clientId, redirect_uris: uris } of clients) {
      for (const origin of webOrigins(JSON.parse(uris) as string[])) {
        const values = [Buffer.from(origin), clientId];
        await runner.query('INSERT INTO oauth_client_origin (origin, client_id) VALUES (?, ?)', values);
      }
    }
  }
}
