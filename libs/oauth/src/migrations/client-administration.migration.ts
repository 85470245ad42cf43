import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationTypeOf } from '../clients/application-type.js';
import type { ApplicationType, ClientAuthMethod } from '../clients/client.entity.js';
import { AdditiveMigration } from './additive-migration.js';

const MYSQL_COLUMNS = {
  oauth_client: {
    application_type: 'VARCHAR(16) NULL',
    description: 'TEXT NULL',
    owner: 'VARCHAR(200) NULL',
    refresh_token_seconds: 'INT NULL',
    id_token_seconds: 'INT NULL',
    tokens_revoked_at: 'BIGINT NULL',
  },
};

/**
 * The orders of the list of clients, each with what the list can be narrowed by: a search then reads an index alone,
 * and of the table no more than a page. And what belongs to one client.
 */
const INDEXES = {
  oauth_client: {
    oauth_client_by_name:
      'CREATE INDEX oauth_client_by_name ON oauth_client (name, client_id, application_type, first_party, disabled_at)',
    oauth_client_created:
      'CREATE INDEX oauth_client_created ON oauth_client (created_at, client_id, name, application_type, first_party, disabled_at)',
    oauth_client_updated:
      'CREATE INDEX oauth_client_updated ON oauth_client (updated_at, client_id, name, application_type, first_party, disabled_at)',
  },
  oauth_consent: {
    oauth_consent_client: 'CREATE INDEX oauth_consent_client ON oauth_consent (client_id)',
  },
};

const SQLITE = [
  'ALTER TABLE oauth_client ADD COLUMN application_type TEXT',
  'ALTER TABLE oauth_client ADD COLUMN description TEXT',
  'ALTER TABLE oauth_client ADD COLUMN owner TEXT',
  'ALTER TABLE oauth_client ADD COLUMN refresh_token_seconds INTEGER',
  'ALTER TABLE oauth_client ADD COLUMN id_token_seconds INTEGER',
  'ALTER TABLE oauth_client ADD COLUMN tokens_revoked_at INTEGER',
  ...Object.values(INDEXES).flatMap((statements) => Object.values(statements)),
];

interface ClientRow {
  readonly client_id: Buffer;
  readonly token_endpoint_auth_method: ClientAuthMethod;
  readonly grant_types: string;
  readonly redirect_uris: string;
  readonly may_introspect: number;
}

const AT_ONCE = 500;

/** What administrators note about a client, lifetimes of its own, and how all its tokens are ended. */
export class ClientAdministration1805200000000 extends AdditiveMigration implements MigrationInterface {
  readonly name = 'PortcullisClientAdministration1805200000000';
  protected readonly additions = {
    columns: MYSQL_COLUMNS,
    indexes: INDEXES,
    tables: [],
    mysql: [],
    sqlite: SQLITE,
  };

  override async up(runner: QueryRunner): Promise<void> {
    await super.up(runner);
    while ((await this.noteTypes(runner)) === AT_ONCE);
  }

  /** @returns how many clients had none yet */
  private async noteTypes(runner: QueryRunner): Promise<number> {
    const clients: ClientRow[] = await runner.query(
      `SELECT client_id, token_endpoint_auth_method, grant_types, redirect_uris, may_introspect
       FROM oauth_client WHERE application_type IS NULL LIMIT ${AT_ONCE}`,
    );
    const byType = new Map<ApplicationType, Buffer[]>();
    for (const row of clients) {
      const type = typeOf(row);
      byType.set(type, [...(byType.get(type) ?? []), row.client_id]);
    }
    for (const [type, ids] of byType) {
      const places = ids.map(() => '?').join(', ');
      const update = `UPDATE oauth_client SET application_type = ? WHERE client_id IN (${places})`;
      await runner.query(update, [type, ...ids]);
    }
    return clients.length;
  }
}

function typeOf(row: ClientRow): ApplicationType {
  return applicationTypeOf({
    tokenEndpointAuthMethod: row.token_endpoint_auth_method,
    grantTypes: JSON.parse(row.grant_types) as string[],
    redirectUris: JSON.parse(row.redirect_uris) as string[],
    mayIntrospect: Boolean(row.may_introspect),
  });
}
