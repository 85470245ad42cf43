import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AccessToken, Authorization, AuthorizationCode } from '@portcullis/oauth';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMigratedDatabase, DATABASES, type TestDatabase } from '../support/databases.js';
import {
  authorizeUrl,
  introspect,
  obtainCode,
  obtainTokens,
  post,
  redeem,
  refresh,
  registerApi,
  type CodeResult,
  type TokenAnswer,
} from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';

const UNAVAILABLE = {
  error: 'temporarily_unavailable',
  error_description: 'The server cannot answer now. Try again shortly.',
};

interface Fixture {
  server: TestServer;
  client: RegisteredClient;
  api: RegisteredClient;
  tokens: TokenAnswer;
  opaque: TokenAnswer;
  code: CodeResult;
}

/** Every way in that needs storage. Nothing is remembered of the clients: their second in the cache is over. */
const REQUESTS: readonly [string, (fixture: Fixture) => Promise<Response>][] = [
  ['a code redemption', ({ server, client, code }) => redeem(server, client, code)],
  ['a refresh', ({ server, client, tokens }) => refresh(server, client, tokens.refresh_token)],
  [
    'a request for a token of the client itself',
    ({ server, api }) => post(server, 'token', api, { grant_type: 'client_credentials' }),
  ],
  [
    'the introspection of a JWT',
    ({ server, api, tokens }) => post(server, 'check_access', api, { token: tokens.access_token }),
  ],
  [
    'the introspection of an opaque token',
    ({ server, api, opaque }) => post(server, 'check_access', api, { token: opaque.access_token }),
  ],
  [
    'the revocation of an access token',
    ({ server, client, tokens }) => post(server, 'revoke', client, { token: tokens.access_token }),
  ],
  [
    'the revocation of a refresh token',
    ({ server, client, tokens }) => post(server, 'revoke', client, { token: tokens.refresh_token }),
  ],
  [
    'userinfo',
    ({ server, tokens }) =>
      fetch(server.url('userinfo'), { headers: { authorization: `Bearer ${tokens.access_token}` } }),
  ],
];

async function prepare(storage: TestDatabase): Promise<Fixture> {
  const server = await TestServer.start({ database: storage.name, storage });
  await server.addUser();
  const client = await server.register({ grantTypes: ['authorization_code', 'refresh_token'] });
  const opaqueClient = await server.register({ accessTokenFormat: 'opaque' });
  return {
    server,
    client,
    api: await registerApi(server, server.issuer),
    tokens: await obtainTokens(server, client),
    opaque: await obtainTokens(server, opaqueClient),
    code: await obtainCode(server, client),
  };
}

async function expectUnavailable(response: Response): Promise<void> {
  expect([response.status, await response.json()]).toEqual([503, UNAVAILABLE]);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(response.headers.get('cache-control')).toBe('no-store');
}

/** The fault is logged; that is not what these tests look at. */
function silenceLog(): void {
  jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
}
afterEach(() => {
  jest.restoreAllMocks();
});

describe.each(DATABASES)('without its tables on %s', (database) => {
  let storage: TestDatabase;
  let fixture: Fixture;
  const TABLES = [
    'oauth_client',
    'oauth_authorization',
    'oauth_authorization_code',
    'oauth_refresh_token',
    'oauth_access_token',
  ];
  const rename = async (from: string, to: string): Promise<void> => {
    for (const table of TABLES) {
      const sql = `ALTER TABLE ${from}${table} RENAME TO ${to}${table}`;
      await fixture.server.database.run((manager) => manager.query(sql));
    }
  };

  beforeAll(async () => {
    storage = await createMigratedDatabase(database);
    fixture = await prepare(storage);
    fixture.server.clock.advance(2);
    await rename('', 'gone_');
  });
  afterAll(async () => {
    await fixture.server.close();
    await storage.drop();
  });

  it.each(REQUESTS)('%s is answered 503', async (_, send) => {
    silenceLog();
    await expectUnavailable(await send(fixture));
  });

  it('an authorization request is answered 503 on a page, and nobody is redirected', async () => {
    silenceLog();
    const { server, client } = fixture;
    const response = await fetch(authorizeUrl(server, client, pkce()), { redirect: 'manual' });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(response.headers.get('location')).toBeNull();
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await response.text()).not.toMatch(/oauth_client|SELECT|\bat .*\.js/);
  });

  it.each([
    'oauth/jwks',
    'oauth/token_key',
    '.well-known/openid-configuration',
    '.well-known/oauth-authorization-server',
  ])('%s is still served', async (path) => {
    expect((await fetch(`${fixture.server.issuer}/${path}`)).status).toBe(200);
  });

  it('everything works again once they are back, without a restart', async () => {
    await rename('gone_', '');
    await expectRecovered(fixture);
  });
});

describe.each(DATABASES.filter((name) => name === 'mariadb'))(
  'when the connection to %s fails',
  (database) => {
    let storage: TestDatabase;
    let proxy: TcpProxy;
    let fixture: Fixture;

    beforeAll(async () => {
      storage = await createMigratedDatabase(database);
      proxy = await TcpProxy.start(storage.url);
      fixture = await prepare({ ...storage, url: proxy.url });
      fixture.server.clock.advance(2);
    });
    afterAll(async () => {
      silenceLog();
      proxy.cut();
      await fixture.server.close();
      await proxy.close();
      await storage.drop();
    });

    it('every request is answered 503 while it is cut, and served again after', async () => {
      silenceLog();
      proxy.cut();
      for (const [, send] of REQUESTS) await expectUnavailable(await send(fixture));
      expect((await fetch(fixture.server.url('jwks'))).status).toBe(200);
      proxy.mend();
      await expectRecovered(fixture);
    });

    it('every request is answered 503 within the statement limit while nothing comes back, and served again after', async () => {
      silenceLog();
      fixture.code = await obtainCode(fixture.server, fixture.client);
      fixture.tokens = await obtainTokens(fixture.server, fixture.client);
      fixture.server.clock.advance(2);
      // Opens every connection that the pool may have, so that none of them is left for a fresh start.
      await Promise.all(Array.from({ length: 50 }, () => fixture.server.database.find(Authorization, {})));
      proxy.swallow();
      // More than the pool has connections, so that each of those waits for an answer that never comes.
      const statements = Array.from({ length: 20 }, () => fixture.server.database.find(Authorization, {}));
      const requests = REQUESTS.map(([, send]) => send(fixture));
      const inTime = new Promise<never>((_, reject) => {
        setTimeout(reject, 9_000, new Error('no answer in time')).unref();
      });
      const outcomes = await Promise.race([Promise.allSettled(statements), inTime]);
      expect(outcomes.map(({ status }) => status)).toEqual(Array(20).fill('rejected'));
      for (const response of await Promise.race([Promise.all(requests), inTime])) {
        await expectUnavailable(response);
      }
      expect((await fetch(fixture.server.url('jwks'))).status).toBe(200);
      // The connections that were open stay silent for good; new ones take a moment.
      proxy.mend();
      await expectSoon(() =>
        Promise.all(Array.from({ length: 10 }, () => fixture.server.database.find(Authorization, {}))),
      );
      await expectRecovered(fixture);
    });
  },
);

/** Repeats until it works, for at most 15 seconds. */
async function expectSoon(work: () => Promise<unknown>): Promise<void> {
  const end = Date.now() + 15_000;
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(100);
    }
  }
}

/** No request of the fault has taken effect: the code and the tokens are as good as before. */
async function expectRecovered({ server, client, api, tokens, opaque, code }: Fixture): Promise<void> {
  expect(await introspect(server, api, tokens.access_token)).toMatchObject({ active: true });
  expect(await introspect(server, api, opaque.access_token)).toMatchObject({ active: true });
  expect((await redeem(server, client, code)).status).toBe(200);
  expect((await refresh(server, client, tokens.refresh_token)).status).toBe(200);
  expect(await server.database.findMany(AccessToken, { revokedAt: null })).toHaveLength(1);
  expect(await server.database.findMany(AuthorizationCode, { consumedAt: null })).toEqual([]);
  expect(
    (await server.database.findMany(Authorization, {})).filter(({ revokedAt }) => revokedAt !== null),
  ).toEqual([]);
}
