import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent, AuditLog, KEYS_NOTICED_WITHIN, SigningKey, SigningKeys } from '@portcullis/oauth';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DATABASES } from '../support/databases.js';
import { introspect, post, registerApi, type TokenAnswer } from '../support/flow.js';
import { jwks, readJwt, verify } from '../support/jwt.js';
import { ACTOR, TestServer, type RegisteredClient } from '../support/test-server.js';
import { AdminApp, type AdminBrowser, type Answer } from './admin-app.js';

interface Key {
  readonly kid: string;
  readonly algorithm: string;
  readonly state: string;
  readonly createdAt: string;
  readonly activatesAt: string;
  readonly earliestActivation: string;
  readonly signsUntil: string | null;
  readonly retiresAt: string | null;
  readonly deletableAt: string | null;
  readonly publicJwk: Record<string, string>;
}

const DAY = 86_400_000;

describe.each(DATABASES)('14 keys: what people do with the signing keys, on %s', (database) => {
  let server: TestServer;
  let second: TestServer;
  let members: readonly TestServer[];
  let admin: AdminApp;
  let kim: AdminBrowser;
  let machine: RegisteredClient;
  let api: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    const { issuer, storage } = server;
    const other = await TestServer.start({ database, storage, options: { issuer } });
    second = Object.assign(Object.create(other) as TestServer, {
      url: (endpoint: string) => `${other.listening}/oauth/${endpoint}`,
    });
    members = [server, second];
    admin = await AdminApp.start(server);
    await admin.addMember('kim', 'key_manager');
    kim = await admin.signIn('kim');
    machine = await server.register({ grantTypes: ['client_credentials'], redirectUris: [] });
    api = await registerApi(server, issuer);
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await second.close();
    await server.close();
  });

  const list = async (state?: string, algorithm = 'ES256'): Promise<Key[]> => {
    const { body } = await kim.get<{ items: Key[] }>('/api/keys');
    return body.items.filter((key) => key.algorithm === algorithm && (!state || key.state === state));
  };
  const only = async (state: string): Promise<Key> => {
    const found = await list(state);
    expect(found).toHaveLength(1);
    return found[0]!;
  };
  const find = async (kid: string): Promise<Key> => (await list()).find((key) => key.kid === kid)!;
  const publish = (activatesAt?: string): Promise<Answer<Key>> =>
    kim.post<Key>('/api/keys', { algorithm: 'ES256', ...(activatesAt && { activatesAt }) });
  const token = async (at: TestServer): Promise<string> => {
    const answer = await post(at, 'token', machine, { grant_type: 'client_credentials' });
    return ((await answer.json()) as TokenAnswer).access_token;
  };
  const kidOf = (value: string): unknown => readJwt(value).header['kid'];
  const serves = async (at: TestServer, kid: string): Promise<boolean> =>
    (await jwks(at)).some((key) => key['kid'] === kid);
  const isActive = async (at: TestServer, value: string): Promise<unknown> =>
    (await introspect(at, api, value))['active'];

  /** Waits until every process does it; @returns how long that took, in milliseconds */
  async function noticed(isSo: (at: TestServer) => Promise<boolean>): Promise<number> {
    const start = Date.now();
    for (const at of members) {
      while (!(await isSo(at))) {
        if (Date.now() - start > KEYS_NOTICED_WITHIN + 5_000) throw new Error('Nobody has noticed.');
        await delay(100);
      }
    }
    return Date.now() - start;
  }

  /** Lets time pass for a key: everything about it happened so much earlier. */
  async function age(kid: string, milliseconds: number, column: 'created_at' | 'retired_at'): Promise<void> {
    const sql = `UPDATE oauth_signing_key SET ${column} = ${column} - ? WHERE kid = ?`;
    await admin.query(sql, [milliseconds, Buffer.from(kid)]);
  }

  const events = async (kid: string): Promise<string[]> => {
    const rows = await server.database.findMany(AuditEvent, {}, { orderBy: 'id' });
    return rows.filter(({ data }) => data['kid'] === kid).map(({ event }) => event);
  };

  it('lists them with their states and times, without a private part', async () => {
    const { status, body } = await kim.get<{ items: Key[]; publishAheadSeconds: number }>('/api/keys');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      publishAheadSeconds: 600,
      noticedWithinSeconds: 10,
      retentionSeconds: 86460,
    });
    expect(body.items.map(({ algorithm, state }) => `${algorithm} ${state}`)).toEqual([
      ...['ES256 active', 'ES256 next', 'RS256 active', 'RS256 next'],
    ]);
    const [active, next] = body.items;
    expect(active).toMatchObject({ use: 'sig', signsUntil: next!.activatesAt, deletableAt: null });
    expect(Date.parse(active!.retiresAt!) - Date.parse(next!.activatesAt)).toBe(DAY + 60_000);
    expect(next).toMatchObject({ signsUntil: null, retiresAt: null });
    expect(body.items.map(({ publicJwk }) => publicJwk)).toEqual(await jwks(server));
    expect(JSON.stringify(body)).not.toMatch(/"(d|p|q|dp|dq|qi|k)"|sealed/);
  });

  it('a new one is in the JWK Set of every process before it signs', async () => {
    const active = await only('active');
    const { status, body: key } = await publish();
    expect([status, key.state]).toEqual([201, 'next']);
    expect(Date.parse(key.activatesAt) - Date.parse(key.createdAt)).toBe(600_000);
    const took = await noticed((at) => serves(at, key.kid));
    expect(took).toBeLessThan(KEYS_NOTICED_WITHIN + 1_000);
    for (const at of members) expect(kidOf(await token(at))).toBe(active.kid);
    expect(await events(key.kid)).toEqual(['signing_key.published']);
  }, 30_000);

  it('no key signs before every cache can know it, and none is planned for ever', async () => {
    const [key] = await list('next');
    const soon = new Date(Date.parse(key!.earliestActivation) - 1000).toISOString();
    const late = new Date(Date.now() + 400 * DAY).toISOString();
    for (const [activatesAt, error] of [
      [soon, 'too_soon'],
      [late, 'too_late'],
    ]) {
      expect(await kim.post(`/api/keys/${key!.kid}/activate`, { activatesAt })).toMatchObject({
        status: 400,
        body: { error, fields: [{ field: 'activatesAt' }] },
      });
      expect(await publish(activatesAt)).toMatchObject({ status: 400, body: { error } });
    }
    expect((await kim.post(`/api/keys/${key!.kid}/activate`, { activatesAt: 'tomorrow' })).status).toBe(400);
    const later = new Date(Date.now() + DAY).toISOString();
    expect(await kim.post(`/api/keys/${key!.kid}/activate`, { activatesAt: later })).toMatchObject({
      status: 200,
      body: { activatesAt: later, state: 'next' },
    });
    expect((await find(key!.kid)).activatesAt).toBe(later);
  });

  it('one takes over in every process, and the tokens of the one before stay good', async () => {
    const before = await only('active');
    const old = await token(server);
    const [next] = await list('next');
    await age(next!.kid, 601_000, 'created_at');
    const { status, body } = await kim.post<Key>(`/api/keys/${next!.kid}/activate`, {});
    expect([status, body.state]).toEqual([200, 'active']);
    expect((await find(before.kid)).state).toBe('retiring');
    const took = await noticed(async (at) => kidOf(await token(at)) === next!.kid);
    expect(took).toBeLessThan(KEYS_NOTICED_WITHIN + 1_000);
    for (const at of members) {
      expect(await isActive(at, old)).toBe(true);
      await verify(at, old, 'at+jwt');
    }
    expect(await kim.post(`/api/keys/${next!.kid}/activate`, {})).toMatchObject({
      status: 409,
      body: { error: 'key_already_signing' },
    });
    expect(await events(next!.kid)).toContain('signing_key.activated');
  }, 30_000);

  it('a key that signs, or whose tokens may be live, cannot be deleted', async () => {
    const [active, retiring] = [await only('active'), await only('retiring')];
    expect(await kim.call('DELETE', `/api/keys/${active.kid}`)).toMatchObject({
      status: 409,
      body: { error: 'key_still_in_use' },
    });
    const refused = await kim.call('DELETE', `/api/keys/${retiring.kid}`);
    expect(refused).toMatchObject({ status: 409, body: { error: 'key_live_tokens' } });
    expect(refused.body['message']).toContain(retiring.deletableAt);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(Math.abs(Date.now() + seconds * 1000 - Date.parse(retiring.deletableAt!))).toBeLessThan(5_000);
    expect(await find(retiring.kid)).toBeDefined();
  });

  it('a compromised one ends at once: its tokens are refused, its successor signs, rotation goes on', async () => {
    const compromised = await only('active');
    const stolen = await token(server);
    expect(await isActive(second, stolen)).toBe(true);
    const { status, body } = await kim.post<Key>(`/api/keys/${compromised.kid}/retire`);
    expect([status, body.state]).toEqual([200, 'retired']);
    const successor = await only('active');
    expect(successor.kid).not.toBe(compromised.kid);
    const took = await noticed(async (at) => !(await serves(at, compromised.kid)));
    expect(took).toBeLessThan(KEYS_NOTICED_WITHIN + 1_000);
    for (const at of members) {
      expect(await isActive(at, stolen)).toBe(false);
      const fresh = await token(at);
      expect(kidOf(fresh)).toBe(successor.kid);
      expect(await isActive(at, fresh)).toBe(true);
    }
    await noticed(async () => (await list('next')).length > 0);
    expect(await kim.post(`/api/keys/${compromised.kid}/retire`)).toMatchObject({
      status: 409,
      body: { error: 'key_already_retired' },
    });
    const retired = (await server.database.findMany(AuditEvent, { event: 'signing_key.retired' }))[0]!;
    expect(retired.data).toMatchObject({ kid: compromised.kid, state: 'active', successor: successor.kid });
  }, 40_000);

  it('a retired one is deleted when its last token has expired', async () => {
    const retired = await only('retired');
    const refused = await kim.call('DELETE', `/api/keys/${retired.kid}`);
    expect(refused).toMatchObject({ status: 409, body: { error: 'key_live_tokens' } });
    await age(retired.kid, DAY + 120_000, 'retired_at');
    const sql = 'UPDATE oauth_signing_key SET activates_at = activates_at - ? WHERE kid = ?';
    await admin.query(sql, [2 * DAY, Buffer.from(retired.kid)]);
    expect((await kim.call('DELETE', `/api/keys/${retired.kid}`)).status).toBe(204);
    expect(await server.database.find(SigningKey, { kid: retired.kid })).toBeNull();
    expect((await kim.call('DELETE', `/api/keys/${retired.kid}`)).status).toBe(404);
    expect((await events(retired.kid)).at(-1)).toBe('signing_key.deleted');
  });

  it('the last one that could sign is never taken away', async () => {
    for (let i = 0; i < 6; i++) {
      const [key] = [...(await list('next')), ...(await list('active'))];
      expect((await kim.post(`/api/keys/${key!.kid}/retire`)).status).toBe(200);
      expect(await list('active')).toHaveLength(1);
    }
    const active = await only('active');
    await noticed(async (at) => kidOf(await token(at)) === active.kid);
    // Two at once: whoever comes second sees what the first one left.
    const [first, other] = [await only('active'), (await publish()).body];
    const answers = await Promise.all([first, other].map(({ kid }) => kim.post(`/api/keys/${kid}/retire`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await list('active')).toHaveLength(1);
  }, 40_000);

  it('nothing is made with another master key, which would stop the server', async () => {
    const audit = server.app.get(AuditLog, { strict: false });
    const masterKey = randomBytes(32).toString('base64url');
    const keys = new SigningKeys(server.database, audit, server.clock, masterKey);
    const before = await server.database.findMany(SigningKey, {});
    await expect(keys.publish('ES256', null, ACTOR)).rejects.toMatchObject({ reason: 'other_master_key' });
    const { kid } = await only('active');
    await expect(keys.retire(kid, ACTOR)).rejects.toMatchObject({ reason: 'other_master_key' });
    expect(await server.database.findMany(SigningKey, {})).toEqual(before);
  });

  it('at most three wait', async () => {
    while ((await list('next')).length < 3) expect((await publish()).status).toBe(201);
    expect(await publish()).toMatchObject({ status: 409, body: { error: 'key_too_many_waiting' } });
  });

  it('everybody may look, and only some may act, after proving who they are', async () => {
    const [key] = await list('next');
    const acts = (who: AdminBrowser): Promise<Answer>[] => [
      who.post('/api/keys', { algorithm: 'ES256' }),
      who.post(`/api/keys/${key!.kid}/activate`, {}),
      who.post(`/api/keys/${key!.kid}/retire`),
      who.call('DELETE', `/api/keys/${key!.kid}`),
    ];
    for (const role of ['viewer', 'support', 'auditor', 'client_manager']) {
      await admin.addMember(`${role}-k`, role);
      const browser = await admin.signIn(`${role}-k`);
      expect((await browser.get('/api/keys')).status).toBe(200);
      for (const answer of await Promise.all(acts(browser))) {
        expect(answer).toMatchObject({ status: 403, body: { error: 'forbidden' } });
      }
    }
    await admin.query('UPDATE admin_session SET proven_at = 0');
    for (const answer of await Promise.all(acts(kim))) {
      expect(answer).toMatchObject({ status: 403, body: { error: 'step_up_required' } });
    }
    expect(await find(key!.kid)).toMatchObject({ state: 'next' });
  }, 30_000);
});
