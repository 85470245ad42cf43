import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../support/databases.js';
import { allowDevice, beginDevice, DEVICE_CODE } from '../support/device.js';
import { obtainCode, redeem, refresh, type TokenAnswer } from '../support/flow.js';
import { MASTER_KEY, PASSWORD, TestServer, type TestServerOptions } from '../support/test-server.js';

describe.each(DATABASES)('no table on %s holds', (database) => {
  let server: TestServer;
  let dump: { table: string; column: string; bytes: Buffer }[];
  const secrets = new Map<string, string>();
  const KINDS = [
    ...['client secret', 'password', 'master key', 'session cookie', 'code', 'code verifier'],
    ...['JWT access token', 'opaque access token', 'ID token', 'refresh token', 'rotated refresh token'],
    ...['private signing key', 'device code', 'user code', 'letters of the user code'],
  ];

  beforeAll(async () => {
    const settings: TestServerOptions = { database };
    server = await TestServer.start(settings);
    await server.addUser();
    secrets.set('password', PASSWORD).set('master key', MASTER_KEY);
    for (const accessTokenFormat of ['jwt', 'opaque'] as const) {
      const client = await server.register({ accessTokenFormat });
      const result = await obtainCode(server, client);
      const first = (await (await redeem(server, client, result)).json()) as TokenAnswer;
      const second = (await (await refresh(server, client, first.refresh_token)).json()) as TokenAnswer;
      secrets
        .set('client secret', client.secret!)
        .set('session cookie', result.visitor.cookie('__Host-portcullis')!)
        .set('code', result.code)
        .set('code verifier', result.verifier)
        .set(accessTokenFormat === 'jwt' ? 'JWT access token' : 'opaque access token', second.access_token)
        .set('ID token', second.id_token)
        .set('refresh token', second.refresh_token)
        .set('rotated refresh token', first.refresh_token);
    }
    secrets.set('private signing key', '"d":');
    const tv = await server.register({ grantTypes: [DEVICE_CODE], redirectUris: [] });
    const device = await beginDevice(server, tv, { scope: 'openid' });
    await allowDevice(server, device);
    secrets
      .set('device code', device.device_code)
      .set('user code', device.user_code)
      .set('letters of the user code', device.user_code.replace('-', ''));
    dump = await dumpAll(server);
  });
  afterAll(() => server.close());

  it.each(KINDS)('a %s', (kind) => {
    const secret = secrets.get(kind)!;
    expect(secret.length).toBeGreaterThan(3);
    const forms = [Buffer.from(secret), Buffer.from(secret, 'base64url')].filter(({ length }) => length > 3);
    const found = dump.filter(({ bytes }) => forms.some((form) => bytes.includes(form)));
    expect(found.map(({ table, column }) => `${table}.${column}`)).toEqual([]);
  });

  it('something that this search would not find', () => {
    // Whether what is public is found where it stands.
    const holds = (text: string): string[] =>
      dump.filter(({ bytes }) => bytes.includes(text)).map(({ table, column }) => `${table}.${column}`);
    expect(holds('alice@example.com')).toEqual(['oauth_user.claims', 'oauth_user.email']);
    expect(holds('$argon2id$')).toEqual(['oauth_user.password_hash']);
    expect(new Set(dump.map(({ table }) => table)).size).toBe(16);
    expect(secrets.size).toBe(KINDS.length);
  });
});

/** Every value of every table of ours. */
async function dumpAll(server: TestServer): Promise<{ table: string; column: string; bytes: Buffer }[]> {
  return server.database.run(async (manager) => {
    const values = [];
    for (const { tableName } of manager.connection.entityMetadatas) {
      const rows: Record<string, unknown>[] = await manager.query(`SELECT * FROM ${tableName}`);
      for (const row of rows) {
        for (const [column, value] of Object.entries(row)) {
          const bytes = Buffer.isBuffer(value) ? value : Buffer.from(String(value));
          values.push({ table: tableName, column, bytes });
        }
      }
    }
    return values;
  });
}
