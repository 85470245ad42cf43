import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  Client,
  ClientOrigin,
  Consent,
  Database,
  dataSourceOptions,
  migrate,
  OAUTH_ENTITIES,
  OAUTH_MIGRATIONS,
} from '@portcullis/oauth';
import { DataSource } from 'typeorm';
import { createDatabase, DATABASES, type DatabaseName, type TestDatabase } from '../support/databases.js';
import { connectTo } from '../support/open-storage.js';

const NAMES = OAUTH_MIGRATIONS.map((migration) => new migration().name);

const TABLES = [
  'oauth_access_token',
  'oauth_attempt',
  'oauth_audit_event',
  'oauth_audit_seal',
  'oauth_authorization',
  'oauth_authorization_code',
  'oauth_browser_account',
  'oauth_client',
  'oauth_client_document',
  'oauth_client_logo',
  'oauth_client_origin',
  'oauth_client_secret',
  'oauth_configured_scope',
  'oauth_consent',
  'oauth_device_code',
  'oauth_interaction',
  'oauth_logout_delivery',
  'oauth_passkey',
  'oauth_passkey_challenge',
  'oauth_password_reset',
  'oauth_pushed_request',
  'oauth_recovery_code',
  'oauth_refresh_token',
  'oauth_resource',
  'oauth_scope',
  'oauth_session',
  'oauth_signing_key',
  'oauth_totp',
  'oauth_usage',
  'oauth_used_jti',
  'oauth_user',
];

describe.each(DATABASES)('migrations on %s', (name) => {
  let storage: TestDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    storage = await createDatabase(name);
    const options = dataSourceOptions(storage.url, {
      entities: OAUTH_ENTITIES,
      migrations: OAUTH_MIGRATIONS,
    });
    dataSource = await new DataSource(options).initialize();
  });
  afterEach(async () => {
    await dataSource.destroy();
    await storage.drop();
  });

  it('create a table for every entity, once', async () => {
    expect(await migrate(dataSource)).toEqual(NAMES);
    expect(await migrate(dataSource)).toEqual([]);
    expect(await tableNames(dataSource, name)).toEqual(TABLES);
  });

  it('give every entity exactly the columns it has', async () => {
    await migrate(dataSource);
    for (const { tableName, columns } of dataSource.entityMetadatas) {
      const expected = columns.map((column) => ({
        name: column.databaseName,
        nullable: column.isNullable,
        primary: column.isPrimary,
      }));
      expect({ tableName, columns: sorted(await columnsOf(dataSource, name, tableName)) }).toEqual({
        tableName,
        columns: sorted(expected),
      });
    }
  });

  it('go down again and leave nothing of ours', async () => {
    await migrate(dataSource);
    for (const _ of NAMES) await dataSource.undoLastMigration({ transaction: 'none' });
    expect(await tableNames(dataSource, name)).toEqual([]);
    expect(await migrate(dataSource)).toEqual(NAMES);
  });

  it('leave nothing behind when one of their tables is taken, so that they can run again', async () => {
    await dataSource.query('CREATE TABLE oauth_session (x INT)');
    // TypeORM prints a failed migration.
    using _silence = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    await expect(migrate(dataSource)).rejects.toThrow(/oauth_session/);
    expect(await tableNames(dataSource, name)).toEqual(['oauth_session']);
    await dataSource.query('DROP TABLE oauth_session');
    expect(await migrate(dataSource)).toEqual(NAMES);
  });

  it('note where the pages of clients run that were registered before', async () => {
    await migrate(dataSource);
    for (const _ of NAMES.slice(1)) await dataSource.undoLastMigration({ transaction: 'none' });
    const [before] = OAUTH_MIGRATIONS;
    const columns = `client_id, name, token_endpoint_auth_method, grant_types, redirect_uris, scopes, audiences,
      access_token_format, access_token_alg, id_token_alg, require_pkce, first_party, may_introspect, created_at,
      updated_at, version`;
    const uris = [
      'https://a.example/cb',
      'https://a.example/other',
      'com.example.app:/cb',
      'http://127.0.0.1/cb',
    ];
    const values = [
      Buffer.from('old'),
      'Old',
      'none',
      '[]',
      JSON.stringify(uris),
      '[]',
      '[]',
      'jwt',
      'ES256',
      'RS256',
    ];
    await dataSource.query(
      `INSERT INTO oauth_client (${columns}) VALUES (${values.map(() => '?').join(', ')}, 1, 0, 0, 1, 1, 1)`,
      values,
    );
    expect(await migrate(dataSource)).toEqual(NAMES.filter((migration) => migration !== new before!().name));
    const database = new Database(dataSource);
    expect(
      (await database.findMany(ClientOrigin, {}, { orderBy: 'origin' })).map(({ origin }) => origin),
    ).toEqual(['http://127.0.0.1', 'https://a.example']);
    expect(await database.find(Client, { clientId: 'old' })).toMatchObject({
      applicationType: 'native',
      jwks: null,
      requirePushedAuthorizationRequests: false,
      refreshPolicy: 'rotate',
      postLogoutRedirectUris: [],
      tosUri: null,
      accent: null,
    });
  });

  it("are not contradicted by TypeORM's schema tools", async () => {
    await migrate(dataSource);
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query).filter((query) => /oauth_/i.test(query))).toEqual([]);
  });

  it('fail as a whole when one statement fails', async () => {
    await dataSource.query('CREATE TABLE oauth_audit_event (id INTEGER)');
    // TypeORM prints a failed migration.
    using _silence = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    await expect(migrate(dataSource)).rejects.toThrow(/oauth_audit_event/);
    expect(await tableNames(dataSource, name)).toEqual(['oauth_audit_event']);
    // Nothing is recorded as done, and the lock is free for the next attempt.
    expect(await dataSource.query('SELECT name FROM migrations').catch(() => [])).toEqual([]);
    await expect(migrate(dataSource)).rejects.toThrow();
  });

  it('keep every expiry that pruning looks for in an index', async () => {
    await migrate(dataSource);
    const indexed = await firstIndexedColumns(dataSource, name);
    expect(indexed).toEqual(
      expect.arrayContaining([
        'oauth_access_token.expires_at',
        'oauth_audit_event.at',
        'oauth_audit_event.event',
        'oauth_authorization.expires_at',
        'oauth_authorization_code.expires_at',
        'oauth_browser_account.used_at',
        'oauth_client_logo.expires_at',
        'oauth_consent.expires_at',
        'oauth_interaction.expires_at',
        'oauth_passkey_challenge.expires_at',
        'oauth_password_reset.expires_at',
        'oauth_refresh_token.answer_until',
        'oauth_refresh_token.idle_expires_at',
        'oauth_session.expires_at',
      ]),
    );
  });
});

describe.each(DATABASES.filter((name) => name === 'mariadb'))('migrations that are cut off on %s', (name) => {
  let storage: TestDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    storage = await createDatabase(name);
    dataSource = await connectTo(storage);
  });
  afterEach(async () => {
    await dataSource.destroy();
    await storage.drop();
  });

  it.each([
    ['before the first table', /^CREATE TABLE oauth_client /, 0],
    ['between two tables', /^CREATE TABLE oauth_refresh_token /, 5],
    ['before the last table', /^CREATE TABLE oauth_audit_event /, 11],
    ['after the last table', /^INSERT INTO .*migrations/, 12],
    ['before the first further column', /^ALTER TABLE oauth_client /, 12],
    ['between two tables with further columns', /^ALTER TABLE oauth_authorization /, 12],
    ['between two further tables', /^CREATE TABLE oauth_device_code /, 15],
    ['between two columns of the pages', /^ALTER TABLE oauth_interaction /, 19],
    ['between two tables of the pages', /^CREATE TABLE oauth_passkey /, 22],
  ])('%s go on from there', async (_, statement, made) => {
    await cutOffAt(statement);
    expect(await tableNames(dataSource, name)).toHaveLength(made);
    const done: { name: string }[] = await dataSource.query('SELECT name FROM migrations');
    const missing = NAMES.filter((migration) => !done.some(({ name }) => name === migration));
    expect(await migrate(dataSource)).toEqual(missing);
    expect(await tableNames(dataSource, name)).toEqual(TABLES);
    expect(await migrate(dataSource)).toEqual([]);
  });

  it('keep what has been written into the tables there are', async () => {
    await cutOffAt(/^CREATE TABLE oauth_session /);
    const database = new Database(dataSource);
    const consent = { subject: 's', clientId: 'c', scope: 'a', grantedAt: 1, expiresAt: 2 };
    await database.insert(Consent, consent);
    await migrate(dataSource);
    expect(await database.findMany(Consent, {})).toMatchObject([consent]);
  });

  it('go down all the same when that was cut off', async () => {
    await migrate(dataSource);
    await dataSource.query('DROP TABLE oauth_audit_event');
    await dataSource.query('DROP TABLE oauth_used_jti');
    await dataSource.query('DROP INDEX oauth_authorization_session ON oauth_authorization');
    await dataSource.query('ALTER TABLE oauth_client DROP COLUMN jwks');
    for (const _ of NAMES) await dataSource.undoLastMigration({ transaction: 'none' });
    expect(await tableNames(dataSource, name)).toEqual([]);
  });

  /** Migrates on a connection that the server kills right before a statement. */
  async function cutOffAt(statement: RegExp): Promise<void> {
    const migrating = await connectTo(storage);
    let killed = false;
    migrating.subscribers.push({
      beforeQuery: async ({ query, queryRunner }) => {
        if (!statement.test(query)) return;
        killed = true;
        const { threadId } = (await queryRunner.connect()) as { threadId: number };
        await dataSource.query(`KILL ${threadId}`);
      },
    });
    using _silence = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    // The cause, not what a clean-up met afterwards.
    await expect(migrate(migrating)).rejects.toThrow(/connection|socket/i);
    expect(killed).toBe(true);
    await migrating.destroy();
  }
});

describe.each(DATABASES.filter((name) => name === 'mariadb'))('column types on %s', (name) => {
  let storage: TestDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    storage = await createDatabase(name);
    const options = dataSourceOptions(storage.url, {
      entities: OAUTH_ENTITIES,
      migrations: OAUTH_MIGRATIONS,
    });
    dataSource = await new DataSource(options).initialize();
    await migrate(dataSource);
  });
  afterEach(async () => {
    await dataSource.destroy();
    await storage.drop();
  });

  it('compare ids, digests and identifiers byte for byte', async () => {
    const rows: { key: string; type: string }[] = await dataSource.query(
      `SELECT CONCAT(table_name, '.', column_name) AS \`key\`, column_type AS type FROM information_schema.columns
       WHERE table_schema = DATABASE() AND table_name LIKE 'oauth\\_%'`,
    );
    const type = new Map(rows.map(({ key, type }) => [key, type]));
    const wrong = [...type].filter(([key, columnType]) => {
      const column = key.split('.')[1]!;
      if (/digest$/.test(column) || column === 'browser') return columnType !== 'binary(32)';
      // Their key is a digest of what they count.
      if (/^oauth_(used_jti|attempt|passkey|passkey_challenge)\.id$/.test(key))
        return columnType !== 'binary(32)';
      if (column === 'id' || ['session_id', 'authorization_id'].includes(column))
        return columnType !== 'binary(16)';
      if (
        /^(client_id|subject|scope|kid|username_key|redirect_uri|code_challenge|decided_by|actor|chosen|proven_subject|credential_id)$/.test(
          column,
        )
      )
        return !columnType.startsWith('varbinary');
      if (/(_at|_until)$/.test(column) || column === 'at') return columnType !== 'bigint(20)';
      return false;
    });
    expect(type.size).toBeGreaterThan(90);
    expect(wrong).toEqual([]);
  });

  it('keep every table in InnoDB and utf8mb4', async () => {
    const rows = await dataSource.query(
      `SELECT table_name AS name, engine, table_collation AS collation FROM information_schema.tables
       WHERE table_schema = DATABASE() AND table_name LIKE 'oauth\\_%'`,
    );
    expect(rows).toHaveLength(TABLES.length);
    for (const row of rows) {
      expect(row).toMatchObject({ engine: 'InnoDB', collation: expect.stringMatching(/^utf8mb4_/) });
    }
  });
});

async function tableNames(dataSource: DataSource, name: DatabaseName): Promise<string[]> {
  const sql =
    name === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'oauth%' ORDER BY name"
      : "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE 'oauth%' ORDER BY table_name";
  return ((await dataSource.query(sql)) as { name: string }[]).map((row) => row.name);
}

interface ColumnFact {
  readonly name: string;
  readonly nullable: boolean;
  readonly primary: boolean;
}

async function columnsOf(dataSource: DataSource, name: DatabaseName, table: string): Promise<ColumnFact[]> {
  if (name === 'sqlite') {
    const rows: { name: string; notnull: number; pk: number }[] = await dataSource.query(
      `SELECT name, "notnull", pk FROM pragma_table_info('${table}')`,
    );
    return rows.map((row) => ({ name: row.name, nullable: row.notnull === 0, primary: row.pk > 0 }));
  }
  const rows: { name: string; nullable: string; k: string }[] = await dataSource.query(
    `SELECT column_name AS name, is_nullable AS nullable, column_key AS k FROM information_schema.columns
     WHERE table_schema = DATABASE() AND table_name = '${table}'`,
  );
  return rows.map((row) => ({ name: row.name, nullable: row.nullable === 'YES', primary: row.k === 'PRI' }));
}

/** `table.column` for the first column of every index. */
async function firstIndexedColumns(dataSource: DataSource, name: DatabaseName): Promise<string[]> {
  const sql =
    name === 'sqlite'
      ? `SELECT m.name || '.' || i.name AS col FROM sqlite_master m, pragma_index_list(m.name) l, pragma_index_info(l.name) i
         WHERE m.type = 'table' AND i.seqno = 0`
      : `SELECT CONCAT(table_name, '.', column_name) AS col FROM information_schema.statistics
         WHERE table_schema = DATABASE() AND seq_in_index = 1`;
  return ((await dataSource.query(sql)) as { col: string }[]).map((row) => row.col);
}

function sorted(columns: ColumnFact[]): ColumnFact[] {
  return columns.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
