import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { ClientOrigin } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { exchange, type RawAnswer } from '../support/exchange.js';
import { obtainCode, redeem } from '../support/flow.js';
import { ACTOR, TestServer, type AdapterName, type RegisteredClient } from '../support/test-server.js';

const ORIGIN = 'https://spa.example';
const OPEN = ['token', 'revoke', 'userinfo', 'par'];
const CLOSED = [
  'authorize',
  'authorize/resume',
  'sign_in',
  'confirm_access',
  'error',
  'introspect',
  'check_access',
  'token_key',
];

/** Opens everything to everybody, as no host should. */
const careless = (app: INestApplication): void =>
  app.enableCors({ origin: true, credentials: true, exposedHeaders: ['X-Own'] });

const HOSTS: readonly [string, AdapterName, ((app: INestApplication) => unknown) | undefined][] = [
  ['express', 'express', undefined],
  ['fastify', 'fastify', undefined],
  ['express with CORS of the host', 'express', careless],
  ['fastify with CORS of the host', 'fastify', careless],
  ['express with CORS of the host for all', 'express', (app) => app.enableCors()],
  ['fastify with CORS of the host for all', 'fastify', (app) => app.enableCors()],
  ['express with a global prefix', 'express', (app) => app.setGlobalPrefix('api')],
  ['fastify with a global prefix', 'fastify', (app) => app.setGlobalPrefix('api')],
];

/** Everything an answer says about other origins. */
function corsOf({ headers }: RawAnswer): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => name.startsWith('access-control-')),
  );
}

const READABLE = {
  'access-control-allow-origin': ORIGIN,
  'access-control-expose-headers': 'WWW-Authenticate, DPoP-Nonce, Retry-After',
};

describe.each(HOSTS)('CORS on %s', (_, adapter, prepare) => {
  let server: TestServer;
  let client: RegisteredClient;
  let base: string;

  beforeAll(async () => {
    server = await TestServer.start({
      database: 'sqlite',
      adapter,
      ...(prepare && { prepare: (app) => void prepare(app) }),
    });
    const metadata = (await (await fetch(`${server.listening}/.well-known/openid-configuration`)).json()) as {
      token_endpoint: string;
    };
    base = new URL(metadata.token_endpoint).pathname.replace(/token$/, '');
    client = await server.register({
      tokenEndpointAuthMethod: 'none',
      redirectUris: [`${ORIGIN}/callback`, 'com.example.app:/cb', 'http://localhost:5173/cb'],
    });
  });
  afterAll(() => server.close());

  const send = (
    endpoint: string,
    origin: string | undefined,
    method = 'POST',
    headers: Record<string, string> = {},
  ): Promise<RawAnswer> =>
    exchange(server.listening, {
      method,
      path: `${base}${endpoint}`,
      headers: {
        ...(origin !== undefined && { Origin: origin }),
        ...(method === 'POST' && { 'Content-Type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(method === 'POST' && { body: `client_id=${client.clientId}&token=x&grant_type=refresh_token` }),
    });
  const preflight = (endpoint: string, origin: string): Promise<RawAnswer> =>
    send(endpoint, origin, 'OPTIONS', {
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,dpop',
    });
  const variesOn = ({ headers }: RawAnswer): string[] =>
    [headers['Vary'] ?? headers['vary'] ?? []]
      .flat()
      .join(',')
      .toLowerCase()
      .split(/\s*,\s*/);

  it.each(OPEN)('lets a page of a client ask before it calls %s', async (endpoint) => {
    const answer = await preflight(endpoint, ORIGIN);
    expect(answer.status).toBe(204);
    expect(answer.body).toBe('');
    expect(corsOf(answer)).toEqual({
      ...READABLE,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'Authorization, Content-Type, DPoP',
      'access-control-max-age': '600',
    });
    expect(variesOn(answer)).toContain('origin');
  });

  it.each(OPEN)('lets a page of a client read the answer of %s, also a refusal', async (endpoint) => {
    const answer = await send(endpoint, ORIGIN);
    // One of them is good, the others are refused: both are to be read.
    expect(answer.status).toBe({ token: 400, revoke: 200, userinfo: 401, par: 400 }[endpoint]);
    expect(corsOf(answer)).toEqual(READABLE);
    expect(variesOn(answer)).toContain('origin');
  });

  it('lets a page read why the client is not known, and that the method is wrong', async () => {
    expect(corsOf(await send('token', ORIGIN, 'PUT'))).toEqual(READABLE);
    const answer = await exchange(server.listening, {
      method: 'POST',
      path: `${base}token`,
      headers: { Origin: ORIGIN, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'client_id=nobody',
    });
    expect(answer.status).toBe(401);
    expect(corsOf(answer)).toEqual(READABLE);
  });

  it.each([
    'https://evil.example',
    'http://spa.example',
    'https://spa.example:8443',
    'https://SPA.example',
    'https://spa.example/',
    'https://spa.example.evil.example',
    'null',
    '*',
    'com.example.app:',
    'http://localhost:5174',
    `https://${'x'.repeat(300)}.example`,
  ])('does not let pages of %s read anything', async (origin) => {
    for (const endpoint of OPEN) {
      const asked = await preflight(endpoint, origin);
      expect([asked.status, corsOf(asked)]).toEqual([204, {}]);
      const answer = await send(endpoint, origin);
      expect(corsOf(answer)).toEqual({});
      // A cache must not give this answer to a page that may read it.
      expect(variesOn(answer)).toContain('origin');
    }
  });

  it.each(CLOSED)('opens %s to nobody', async (endpoint) => {
    for (const origin of [ORIGIN, 'https://evil.example']) {
      expect(corsOf(await preflight(endpoint, origin))).toEqual({});
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const answer = await send(endpoint, origin, method);
        expect([endpoint, method, corsOf(answer)]).toEqual([endpoint, method, {}]);
      }
    }
  });

  it('shows public documents to every page, without credentials', async () => {
    for (const path of ['/.well-known/openid-configuration', `${base}jwks`]) {
      const answer = await exchange(server.listening, {
        method: 'GET',
        path,
        headers: { Origin: 'https://evil.example' },
      });
      expect([path, answer.status, corsOf(answer)]).toEqual([
        path,
        200,
        { 'access-control-allow-origin': '*' },
      ]);
    }
  });

  it('says nothing to whoever names no origin, but that the answer would differ', async () => {
    for (const endpoint of OPEN) {
      const answer = await send(endpoint, undefined);
      expect(corsOf(answer)).toEqual({});
      expect(variesOn(answer)).toContain('origin');
    }
  });
});

describe.each(DATABASES)('origins on %s', (database) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start({ database });
    await server.addUser();
  });
  afterAll(() => server.close());

  const mayRead = async (origin: string): Promise<boolean> =>
    (await fetch(server.url('token'), { method: 'POST', headers: { origin } })).headers.get(
      'access-control-allow-origin',
    ) === origin;

  it('come and go with the redirect URIs, within five seconds', async () => {
    const [first, second] = ['https://one.example', 'https://two.example'];
    expect(await mayRead(first)).toBe(false);
    const client = await server.register({ redirectUris: [`${first}/cb`] });
    server.clock.advance(5);
    expect(await mayRead(first)).toBe(true);
    expect(await mayRead(second)).toBe(false);
    await server.registry.update(client.clientId, 1, { redirectUris: [`${second}/cb`] }, ACTOR);
    server.clock.advance(5);
    expect(await mayRead(first)).toBe(false);
    expect(await mayRead(second)).toBe(true);
  });

  it('stay while another client has them', async () => {
    const shared = 'https://shared.example';
    const [a] = [
      await server.register({ redirectUris: [`${shared}/a`] }),
      await server.register({ redirectUris: [`${shared}/b`] }),
    ];
    await server.registry.update(a.clientId, 1, { redirectUris: ['https://else.example/a'] }, ACTOR);
    expect(await mayRead(shared)).toBe(true);
    expect(await server.database.findMany(ClientOrigin, { origin: shared })).toHaveLength(1);
  });

  it('are looked up once by many requests', async () => {
    const origin = 'https://busy.example';
    await server.register({ redirectUris: [`${origin}/cb`] });
    const answers = await Promise.all(Array.from({ length: 20 }, () => mayRead(origin)));
    expect(answers).toEqual(Array.from({ length: 20 }, () => true));
  });

  it('let a public client redeem its code from its page', async () => {
    const origin = 'https://app.example';
    const client = await server.register({
      tokenEndpointAuthMethod: 'none',
      redirectUris: [`${origin}/cb`],
    });
    const code = await obtainCode(server, client);
    const answer = await redeem(server, client, code);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(await mayRead(origin)).toBe(true);
  });
});

describe.each(DATABASES)('the origin of a client, on %s,', (database) => {
  it('that is longer than any that is looked up is left out, and one of no host refused', async () => {
    const server = await TestServer.start({ database });
    try {
      const host = `${'a.'.repeat(125)}xyz`;
      const { clientId } = await server.register({ redirectUris: [`https://${host}:8443/cb`] });
      expect(await server.database.findMany(ClientOrigin, { clientId })).toEqual([]);
      await expect(server.register({ redirectUris: [`https://a${host}/cb`] })).rejects.toThrow('https://a');
    } finally {
      await server.close();
    }
  });
});
