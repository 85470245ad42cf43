import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Consent, Pruner } from '@portcullis/oauth';
import { connect } from 'node:net';
import { get } from '../support/answers.js';
import { DATABASES } from '../support/databases.js';
import { beginDevice, DEVICE_CODE, poll } from '../support/device.js';
import { eventually } from '../support/eventually.js';
import {
  authorizeUrl,
  obtainCode,
  obtainTokens,
  post,
  redeem,
  refresh,
  registerApi,
  signIn,
} from '../support/flow.js';
import { connectTo } from '../support/open-storage.js';
import { pkce } from '../support/pkce.js';
import { measured, type Scrape } from '../support/scrape.js';
import { PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

const COUNT = 'portcullis_request_duration_seconds_count';

describe.each(DATABASES)('metrics on %s', (database) => {
  const { settings, scrape } = measured();
  let server: TestServer;
  let client: RegisteredClient;
  let api: RegisteredClient;
  let tv: RegisteredClient;
  const seen: string[] = [];

  beforeAll(async () => {
    server = await TestServer.start({ database, quiet: true, ...settings });
    await server.addUser();
    client = await server.register({ grantTypes: ['authorization_code', 'refresh_token'] });
    api = await registerApi(server, server.issuer);
    tv = await server.register({
      tokenEndpointAuthMethod: 'none',
      grantTypes: [DEVICE_CODE],
      redirectUris: [],
    });
    seen.push(client.clientId, client.secret!, api.clientId, api.secret!, tv.clientId, PASSWORD, 'alice');
  });
  afterAll(() => server.close());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** The answer is counted when it has left, so a moment after it is here. */
  const grows = async (
    labels: Record<string, string>,
    work: () => Promise<unknown>,
    by = 1,
  ): Promise<void> => {
    const before = (await scrape()).requests(labels);
    await work();
    await eventually(scrape, (after) => after.requests(labels) === before + by);
  };
  const authorize = (more: Record<string, string>): Promise<unknown> =>
    get(authorizeUrl(server, client, pkce(), more));
  const bearer = (token: string): Promise<Response> =>
    fetch(server.url('userinfo'), { headers: { authorization: `Bearer ${token}` } });

  it('count what each grant was asked for, and with which outcome', async () => {
    const token = (grant_type: string, outcome: string): Record<string, string> => ({
      endpoint: 'token',
      grant_type,
      outcome,
    });
    const code = await obtainCode(server, client);
    await grows(token('authorization_code', 'ok'), async () => {
      const tokens = (await (await redeem(server, client, code)).json()) as Record<string, string>;
      seen.push(code.code, tokens['access_token']!, tokens['refresh_token']!, tokens['id_token']!);
    });
    await grows(token('authorization_code', 'invalid_grant'), () => redeem(server, client, code));
    const { refresh_token } = await obtainTokens(server, client);
    await grows(token('refresh_token', 'ok'), () => refresh(server, client, refresh_token));
    await grows(token('client_credentials', 'ok'), () =>
      post(server, 'token', api, { grant_type: 'client_credentials' }),
    );
    await grows(token('client_credentials', 'invalid_scope'), () =>
      post(server, 'token', api, { grant_type: 'client_credentials', scope: 'nobody:knows' }),
    );
    const device = await beginDevice(server, tv, { scope: 'openid' });
    seen.push(device.device_code, device.user_code);
    await grows(token(DEVICE_CODE, 'authorization_pending'), () => poll(server, tv, device));
  });

  it('count what was refused before a grant was found, by guards too', async () => {
    const stranger = { ...client, secret: 'wr0ng' };
    seen.push('wr0ng', 'urn:chosen:by:anybody');
    await grows({ endpoint: 'token', grant_type: '', outcome: 'invalid_client' }, () =>
      post(server, 'token', stranger, { grant_type: 'client_credentials' }),
    );
    await grows({ endpoint: 'token', grant_type: '', outcome: 'unsupported_grant_type' }, () =>
      post(server, 'token', api, { grant_type: 'urn:chosen:by:anybody' }),
    );
    await grows({ endpoint: 'token', grant_type: '', outcome: 'unauthorized_client' }, () =>
      post(server, 'token', api, { grant_type: 'refresh_token' }),
    );
    await grows({ endpoint: 'token', outcome: 'invalid_request' }, () => fetch(server.url('token')));
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['metadata', 'ok', () => get(`${server.issuer}/.well-known/openid-configuration?a`)],
    ['metadata', 'ok', () => get(`${server.issuer}/.well-known/oauth-authorization-server`)],
    ['jwks', 'ok', () => get(server.url('jwks'))],
    ['token_key', 'ok', () => get(server.url('token_key'))],
    ['introspect', 'ok', () => post(server, 'introspect', api, { token: 'x' })],
    ['check_access', 'ok', () => post(server, 'check_access', api, { token: 'x' })],
    ['check_access', 'invalid_client', () => post(server, 'check_access', null, { token: 'x' })],
    ['revoke', 'ok', () => post(server, 'revoke', client, { token: 'x' })],
    ['revoke', 'invalid_request', () => post(server, 'revoke', client, {})],
    ['userinfo', 'ok', async () => bearer((await obtainTokens(server, client)).access_token)],
    ['userinfo', 'invalid_token', () => bearer('x')],
    ['userinfo', 'invalid_request', () => get(server.url('userinfo'))],
    ['par', 'invalid_request', () => post(server, 'par', client, { scope: 'openid' })],
    ['device_authorization', 'ok', () => beginDevice(server, tv, { scope: 'openid' })],
    ['device', 'ok', () => get(server.url('device'))],
    ['authorize', 'ok', () => authorize({})],
    ['authorize', 'login_required', () => authorize({ prompt: 'none' })],
    ['authorize', 'invalid_scope', () => authorize({ scope: 'nobody:knows' })],
    ['authorize', 'invalid_request', () => authorize({ redirect_uri: 'https://evil.example/' })],
    ['sign_in', 'ok', () => new Visitor().visit(authorizeUrl(server, client, pkce()))],
    ['sign_in', 'invalid_request', () => get(server.url('sign_in'))],
    ['logout', 'ok', () => get(server.url('logout'))],
    ['check_token', 'invalid_request', () => post(server, 'check_token', api, { token: 'x' })],
  ])('count %s with the outcome %s', async (endpoint, outcome, work) => {
    await grows({ endpoint, outcome }, work);
  });

  it('count an endpoint in any spelling that leads to it, and no other path', async () => {
    const strange = server.url('token').replace('/oauth/token', '/OAuth/TOKEN/?x=y');
    if (process.env['TEST_ADAPTER'] !== 'fastify')
      await grows({ endpoint: 'token', outcome: 'invalid_request' }, () => get(strange));
    const before = await scrape();
    seen.push('n0where');
    for (const path of ['/n0where', '/oauth/n0where', '/token', '/oauth', '/x?/oauth/token'])
      await get(server.issuer + path);
    await fetch(server.url('token'), {
      method: 'OPTIONS',
      headers: { origin: 'https://client.example', 'access-control-request-method': 'POST' },
    });
    expect((await scrape()).total(COUNT)).toBe(before.total(COUNT));
  });

  it('count a request whose sender went away', async () => {
    await grows({ endpoint: 'token', outcome: 'aborted' }, async () => {
      const { port, hostname } = new URL(server.issuer);
      const socket = connect(Number(port), hostname);
      const head = [
        'POST /oauth/token HTTP/1.1',
        `Host: ${hostname}`,
        'Content-Type: application/x-www-form-urlencoded',
        'Content-Length: 100',
        'Expect: 100-continue',
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      // The server has it in hand.
      await new Promise((resolve) => socket.once('data', resolve));
      socket.destroy();
    });
  });

  it('count what limits refuse apart from what storage could not answer', async () => {
    const { settings, scrape } = measured();
    const limits = { clientSecret: { attempts: 1 } };
    const strict = await TestServer.start({ database, ...settings, options: { limits } });
    try {
      const guess = { ...(await registerApi(strict, strict.issuer)), secret: 'wr0ng' };
      for (let i = 0; i < 2; i++) await post(strict, 'token', guess, { grant_type: 'client_credentials' });
      const limited = { endpoint: 'token', outcome: 'limited' };
      await eventually(scrape, (after) => after.requests(limited) === 1);
      expect((await scrape()).requests({ outcome: 'temporarily_unavailable' })).toBe(0);
      expect((await scrape()).total('portcullis_database_failures_total')).toBe(0);
    } finally {
      await strict.close();
    }
  });

  it('count statements with their wait, retries, and what storage could not answer', async () => {
    const failures = 'portcullis_database_failures_total';
    const statements = 'portcullis_database_statement_duration_seconds_count';
    const before = await scrape();
    for (const kind of ['select', 'insert', 'update', 'unit']) {
      expect([kind, before.total(statements, { kind })]).not.toEqual([kind, 0]);
      const waits = before.total('portcullis_database_wait_seconds_count', { kind });
      expect(waits).toBe(before.total(statements, { kind }));
    }
    await server.database.delete(Consent, { scope: 'nobody' });
    const after = await scrape();
    expect(after.total(statements, { kind: 'delete' })).toBe(
      before.total(statements, { kind: 'delete' }) + 1,
    );

    const rename = (from: string, to: string): Promise<unknown> =>
      server.database.run((manager) => manager.query(`ALTER TABLE ${from} RENAME TO ${to}`));
    await rename('oauth_authorization_code', 'gone');
    const code = { code: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', ...pkce() };
    await grows({ endpoint: 'token', outcome: 'temporarily_unavailable' }, () =>
      redeem(server, client, { ...code, callback: new URL(server.issuer), visitor: new Visitor() }),
    );
    await rename('gone', 'oauth_authorization_code');
    expect((await scrape()).total(failures)).toBe(after.total(failures) + 1);
  });

  it('count statements that are tried again after a lock conflict', async () => {
    const retries = 'portcullis_database_retries_total';
    const before = (await scrape()).total(retries);
    if (database === 'sqlite') {
      const other = await connectTo(server.storage);
      await other.query('BEGIN IMMEDIATE');
      const write = server.database.delete(Consent, { scope: 'nobody' });
      await eventually(scrape, (after) => after.total(retries) > before);
      await other.query('COMMIT');
      await write;
      await other.destroy();
      return;
    }
    // Each holds a row that the other wants next: the database ends one of them.
    const meet = new Map([client, api].map((each) => [each.clientId, Promise.withResolvers<void>()]));
    const lock = 'SELECT name FROM oauth_client WHERE client_id = ? FOR UPDATE';
    const cross = (first: string, second: string): Promise<unknown> =>
      server.database.unit(async (_, manager) => {
        await manager.query(lock, [Buffer.from(first)]);
        meet.get(first)!.resolve();
        await meet.get(second)!.promise;
        await manager.query(lock, [Buffer.from(second)]);
      });
    await Promise.all([cross(client.clientId, api.clientId), cross(api.clientId, client.clientId)]);
    expect((await scrape()).total(retries)).toBe(before + 1);
  });

  it('show the queue of passwords, and whom it turned away', async () => {
    const people = Array.from({ length: 300 }, (_, i) => server.addUser(`user${i}`));
    const outcomes = Promise.allSettled(people);
    const full = await eventually(scrape, (now) => now.total('portcullis_password_hashes_waiting') === 100);
    expect(full.total('portcullis_password_hashes_running')).toBeGreaterThan(0);
    const refused = (await outcomes).filter(({ status }) => status === 'rejected').length;
    const after = await scrape();
    expect(after.total('portcullis_password_hashes_refused_total')).toBe(refused);
    expect(after.total('portcullis_password_hashes_waiting')).toBe(0);
    expect(after.total('portcullis_password_hashes_running')).toBe(0);
    const hashed = after.total('portcullis_password_hash_duration_seconds_count');
    expect(hashed).toBeGreaterThanOrEqual(300 - refused);
    expect(after.total('portcullis_password_hash_wait_seconds_count')).toBe(hashed);
    expect(after.total('portcullis_password_hash_wait_seconds_sum')).toBeGreaterThan(0);
  });

  it('count the events of the audit log, each from the start', async () => {
    const events = 'portcullis_audit_events_total';
    const before = await scrape();
    for (const event of ['refresh_token.reused', 'sign_in.limited', 'mail.failed', 'other'])
      expect(before.series).toContainEqual({ name: events, labels: { event }, value: 0 });
    const visitor = new Visitor();
    const page = await visitor.visit(authorizeUrl(server, client, pkce()));
    await signIn(visitor, page, 'alice', 'a wr0ng password');
    const { refresh_token } = await obtainTokens(server, client);
    await refresh(server, client, refresh_token);
    server.clock.advance(60 * 60);
    await refresh(server, client, refresh_token);
    const after = await scrape();
    for (const event of ['sign_in.failed', 'refresh_token.reused'])
      expect(after.total(events, { event })).toBe(before.total(events, { event }) + 1);
  });

  it('tell how long it is until the next signing key, and how many rows were pruned', async () => {
    const left = (await scrape()).total('portcullis_signing_key_rotation_seconds');
    server.clock.advance(1000);
    expect((await scrape()).total('portcullis_signing_key_rotation_seconds')).toBeCloseTo(left - 1000, 0);
    const before = (await scrape()).total('portcullis_pruned_rows_total');
    const pruned = await server.app.get(Pruner, { strict: false }).run();
    expect(pruned).toBeGreaterThan(0);
    expect((await scrape()).total('portcullis_pruned_rows_total')).toBe(before + pruned);
    server.clock.advance(400 * 24 * 60 * 60);
    expect((await scrape()).total('portcullis_signing_key_rotation_seconds')).toBe(0);
  });

  it('hold nothing that a request chose: no client, no user, no secret', async () => {
    const after = await scrape();
    for (const value of seen) expect([value, after.text.includes(value)]).toEqual([value, false]);
    expect(valuesOf(after, COUNT, 'grant_type')).toEqual(
      ['', 'authorization_code', 'client_credentials', 'refresh_token', DEVICE_CODE].sort(),
    );
    for (const label of ['endpoint', 'outcome'])
      for (const value of valuesOf(after, COUNT, label)) expect(value).toMatch(/^[a-z_]{2,33}$/);
    const labels = new Set(after.series.flatMap(({ labels }) => Object.keys(labels)));
    expect([...labels].sort()).toEqual(['endpoint', 'event', 'grant_type', 'kind', 'le', 'outcome']);
  });

  it('are nothing that the public port serves', async () => {
    for (const path of ['/metrics', '/oauth/metrics'])
      expect((await fetch(server.issuer + path)).status).toBe(404);
  });
});

function valuesOf({ series }: Scrape, name: string, label: string): string[] {
  const values = series.filter((each) => each.name === name).map(({ labels }) => labels[label]!);
  return [...new Set(values)].sort();
}
