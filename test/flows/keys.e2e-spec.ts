import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Database,
  dataSourceOptions,
  KeyRing,
  migrate,
  OAUTH_ENTITIES,
  OAUTH_MIGRATIONS,
  ResolvedOptions,
  SigningKey,
} from '@portcullis/oauth';
import { DataSource } from 'typeorm';
import { createMigratedDatabase, DATABASES, type TestDatabase } from '../support/databases.js';
import { introspect, post, registerApi, type TokenAnswer } from '../support/flow.js';
import { readJwt, jwks, verify } from '../support/jwt.js';
import { MASTER_KEY, TestServer, type RegisteredClient } from '../support/test-server.js';

const DAY = 86_400;
const ROTATE = 90 * DAY;
/** Longer than any cache keeps the JWKS (300 s). */
const AHEAD = 600;

/** What follows from the clock alone; the database has no say in it. */
describe('signing keys over time', () => {
  const database = 'sqlite';
  let server: TestServer;
  let ring: KeyRing;
  let api: RegisteredClient;
  let machine: RegisteredClient;

  beforeEach(async () => {
    server = await TestServer.start({ database });
    ring = server.app.get(KeyRing, { strict: false });
    api = await registerApi(server, server.issuer);
    machine = await server.register({
      grantTypes: ['client_credentials'],
      redirectUris: [],
      accessTokenSeconds: DAY,
    });
  });
  afterEach(() => server.close());

  const token = async (): Promise<string> => {
    const response = await post(server, 'token', machine, { grant_type: 'client_credentials' });
    return ((await response.json()) as TokenAnswer).access_token;
  };
  const kidOf = (value: string): unknown => readJwt(value).header['kid'];
  const published = async (alg = 'ES256'): Promise<unknown[]> =>
    (await jwks(server)).filter((key) => key['alg'] === alg).map(({ kid }) => kid);
  const states = (): string[] =>
    ring
      .published()
      .filter(({ key }) => key.alg === 'ES256')
      .map(({ state }) => state);
  const isActive = async (value: string): Promise<unknown> =>
    (await introspect(server, api, value))['active'];

  it('publish the next key from the start, before it signs', async () => {
    expect(states()).toEqual(['active', 'next']);
    const [current, next] = await published();
    expect(kidOf(await token())).toBe(current);

    server.clock.advance(ROTATE - 60);
    expect(kidOf(await token())).toBe(current);
    server.clock.advance(60);
    expect(kidOf(await token())).toBe(next);
    expect(await published()).toEqual([current, next]);
    expect(states()).toEqual(['retiring', 'active']);
  });

  it('rotate by hand only when the next key has been published for long enough', async () => {
    const [current, next] = await published();
    const takesOver = await ring.rotate('ES256');
    const [, row] = await server.database.findMany(SigningKey, { alg: 'ES256' }, { orderBy: 'sequence' });
    expect(takesOver).toBe(row!.createdAt + AHEAD * 1000);
    expect(row!.activatesAt).toBe(takesOver);
    expect(kidOf(await token())).toBe(current);
    // Asking twice changes nothing.
    expect(await ring.rotate('ES256')).toBe(takesOver);

    server.clock.advance(AHEAD);
    expect(kidOf(await token())).toBe(next);
    // The other algorithm did not move.
    expect(ring.current('RS256').sequence).toBe(1);
  });

  it('rotate by hand at once when the next key is old enough', async () => {
    server.clock.advance(AHEAD);
    const [, next] = await published();
    expect(await ring.rotate('ES256')).toBeLessThanOrEqual(server.clock.now());
    expect(kidOf(await token())).toBe(next);
    expect(states()).toEqual(['retiring', 'active', 'next']);
  });

  it('reject no valid token while they rotate', async () => {
    const before = await token();
    const oldKid = kidOf(before);
    server.clock.advance(AHEAD);
    await ring.rotate('ES256');
    const after = await token();
    expect(kidOf(after)).not.toBe(oldKid);
    for (const value of [before, after]) {
      expect(await isActive(value)).toBe(true);
      await verify(server, value, 'at+jwt');
    }
    // To the last second of the longest lifetime there is.
    server.clock.advance(DAY - AHEAD - 5);
    await ring.maintain();
    expect(await isActive(before)).toBe(true);
    await verify(server, before, 'at+jwt');
  });

  it('publish a retired key until its last token has expired, then forget it', async () => {
    server.clock.advance(AHEAD);
    const [old] = await published();
    await ring.rotate('ES256');
    server.clock.advance(DAY + 59);
    await ring.maintain();
    expect(await published()).toContain(old);
    server.clock.advance(2);
    await ring.maintain();
    expect(await published()).not.toContain(old);
    const rows = await server.database.findMany(SigningKey, { alg: 'ES256' }, { orderBy: 'sequence' });
    expect(rows.map(({ sequence }) => sequence)).toEqual([2, 3]);
    expect(rows.map(({ kid }) => kid)).toEqual(await published());
  });

  it('get a new successor as soon as the next one has taken over', async () => {
    server.clock.advance(ROTATE);
    await ring.maintain();
    expect(states()).toEqual(['retiring', 'active', 'next']);
    const [, , next] = await server.database.findMany(SigningKey, { alg: 'ES256' }, { orderBy: 'sequence' });
    expect(next!.activatesAt).toBeGreaterThanOrEqual(server.clock.now() + AHEAD * 1000);
    expect(next!.createdAt).toBeLessThanOrEqual(server.clock.now());
  });

  it('survive a stop that was longer than several rotations', async () => {
    server.clock.advance(5 * ROTATE);
    await ring.maintain();
    await ring.maintain();
    const value = await token();
    expect(kidOf(value)).toBe(ring.current('ES256').kid);
    expect(await isActive(value)).toBe(true);
    expect(states().at(-1)).toBe('next');
    const next = ring.published().findLast(({ key }) => key.alg === 'ES256')!.key;
    expect(next.activatesAt).toBeGreaterThanOrEqual(server.clock.now() + AHEAD * 1000 - 1000);
  });
});

describe.each(DATABASES)('signing keys on %s', (database) => {
  let server: TestServer;
  let ring: KeyRing;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    ring = server.app.get(KeyRing, { strict: false });
  });
  afterAll(() => server.close());

  it('lie in the database encrypted', async () => {
    const rows = await server.database.findMany(SigningKey, {});
    expect(rows).toHaveLength(4);
    for (const row of rows) {
      const pkcs8 = ring.find(row.kid)!.privateKey.export({ format: 'der', type: 'pkcs8' });
      const secret = pkcs8.subarray(-32);
      expect(row.sealedPrivateKey.includes(secret)).toBe(false);
      expect(JSON.stringify(row.publicJwk)).not.toMatch(/"(d|p|q|dp|dq|qi|k)"/);
    }
  });

  it('with another master key stop the start and say what to write', async () => {
    const { storage, issuer } = server;
    const start = (masterKey: string): Promise<TestServer> =>
      TestServer.start({ database, storage, options: { issuer, masterKey }, quiet: true });
    await expect(start(randomBytes(32).toString('base64url'))).rejects.toThrow(
      'The signing keys in the database were encrypted with another master key. ' +
        'Start with the masterKey they were created with.',
    );
    // Nothing was written or replaced by the attempt.
    expect(await server.database.findMany(SigningKey, {})).toHaveLength(4);
    await (await start(MASTER_KEY)).close();
  });

  it('rotate in every process', async () => {
    const options = { issuer: server.issuer };
    const second = await TestServer.start({ database, storage: server.storage, options });
    try {
      const other = second.app.get(KeyRing, { strict: false });
      expect(other.published().map(({ key }) => key.kid)).toEqual(ring.published().map(({ key }) => key.kid));
      server.clock.advance(AHEAD);
      second.clock.advance(AHEAD);
      await ring.rotate('ES256');
      await other.maintain();
      expect(other.current('ES256').kid).toBe(ring.current('ES256').kid);
      const machine = await server.register({ grantTypes: ['client_credentials'], redirectUris: [] });
      const response = await post(server, 'token', machine, { grant_type: 'client_credentials' });
      const { access_token: token } = (await response.json()) as TokenAnswer;
      expect(readJwt(token).header['kid']).toBe(ring.current('ES256').kid);
      const userinfo = await fetch(`${second.listening}/oauth/userinfo`, {
        headers: { authorization: `Bearer ${token}` },
      });
      // Known there, and a token of a client: not the 401 of an unknown signature.
      expect(userinfo.status).toBe(403);
    } finally {
      await second.close();
    }
  });
});

describe.each(DATABASES)('a race of starts on %s', (database) => {
  let storage: TestDatabase;
  const sources: DataSource[] = [];

  beforeAll(async () => {
    storage = await createMigratedDatabase(database);
    const contents = { entities: OAUTH_ENTITIES, migrations: OAUTH_MIGRATIONS };
    for (let i = 0; i < 6; i++) {
      sources.push(await new DataSource(dataSourceOptions(storage.url, contents)).initialize());
    }
    await migrate(sources[0]!);
  });
  afterAll(async () => {
    for (const source of sources) await source.destroy();
    await storage.drop();
  });

  it('yields one key set', async () => {
    const options = {
      masterKey: MASTER_KEY,
      keys: { rotateEverySeconds: ROTATE },
    } as unknown as ResolvedOptions;
    const clock = { now: () => Date.now() };
    const databases = sources.map((source) => new Database(source));
    const rings = databases.map((each) => new KeyRing(each, clock, options));
    await Promise.all(rings.map((ring) => ring.onModuleInit()));
    rings.forEach((ring) => ring.onApplicationShutdown());

    const rows = await databases[0]!.findMany(SigningKey, {});
    expect(rows.map(({ alg, sequence }) => `${alg} ${sequence}`).sort()).toEqual([
      'ES256 1',
      'ES256 2',
      'RS256 1',
      'RS256 2',
    ]);
    const kids = new Set(rows.map(({ kid }) => kid));
    for (const ring of rings) {
      await ring.maintain();
      expect(new Set(ring.published().map(({ key }) => key.kid))).toEqual(kids);
      expect(ring.current('ES256').sequence).toBe(1);
      expect(ring.current('RS256').sequence).toBe(1);
    }
  });
});
