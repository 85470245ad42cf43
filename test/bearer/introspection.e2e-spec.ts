import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BearerIntrospectOptions } from '@portcullis/bearer';
import { type Api, get, ordersApi } from './orders-api.js';
import { API_CLIENT, AUDIENCE, StandInAuthority } from './stand-in-authority.js';

const OPAQUE = 'opaque-token_~+/=';

let authority: StandInAuthority;
let api: Api | undefined;

beforeEach(async () => {
  authority = await StandInAuthority.start();
  authority.active.set(OPAQUE, authority.claims());
});

afterEach(async () => {
  await api?.app.close();
  await authority.stop();
});

const start = async (introspect: Partial<BearerIntrospectOptions> = {}, timeoutSeconds = 30): Promise<Api> =>
  (api = await ordersApi({
    issuer: authority.issuer,
    audience: AUDIENCE,
    mode: 'introspect',
    introspect: { ...API_CLIENT, ...introspect },
    timeoutSeconds,
  }));

describe('asking the authority', () => {
  it('an active opaque token passes; id and secret travel form-encoded in Basic, the token in the body', async () => {
    const response = await get(await start(), '/orders', OPAQUE);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ subject: 'alice', client: 'web', scopes: ['orders:read'] });
    expect(new URLSearchParams(authority.lastIntrospection!.body).get('token')).toBe(OPAQUE);
    const [, encoded] = authority.lastIntrospection!.authorization!.split(' ');
    expect(Buffer.from(encoded!, 'base64').toString()).toBe('orders+api:s%3Ae%25c%2Br+%C3%A9+t');
  });

  it('an unknown token is 401', async () => {
    const response = await get(await start(), '/orders', 'unknown');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/);
  });

  it.each([
    ['another issuer', { iss: 'https://evil.example.com' }, 401],
    ['no issuer, which RFC 7662 allows', { iss: undefined }, 200],
    ['another audience', { aud: 'https://other.example.com' }, 401],
    ['no audience', { aud: undefined }, 401],
    ['an expiry in the past', { exp: 1 }, 401],
    ['another token type', { token_type: 'DPoP' }, 401],
    ['a key binding', { cnf: { jkt: 'x' } }, 401],
    ['the token type in lower case', { token_type: 'bearer' }, 200],
    ['too little scope', { scope: 'profile' }, 403],
  ])('an active token with %s', async (_, changes, status) => {
    authority.active.set(OPAQUE, authority.claims(changes));
    expect((await get(await start(), '/orders', OPAQUE)).status).toBe(status);
  });

  it('every request asks, unless a cache is allowed', async () => {
    const api = await start();
    for (let round = 0; round < 3; round += 1) expect((await get(api, '/orders', OPAQUE)).status).toBe(200);
    expect(authority.count('/introspect')).toBe(3);
    expect(authority.count('/.well-known/oauth-authorization-server')).toBe(1);
  });
});

it('a route that two guards protect asks once', async () => {
  const api = await start();
  authority.active.set(OPAQUE, authority.claims({ scope: 'orders:read orders:write' }));
  const headers = { authorization: `Bearer ${OPAQUE}` };
  expect((await fetch(`${api.url}/orders`, { method: 'POST', headers })).status).toBe(201);
  expect(authority.count('/introspect')).toBe(1);
});

describe('B12.12 revocation', () => {
  it('is seen at once', async () => {
    const api = await start();
    expect((await get(api, '/orders', OPAQUE)).status).toBe(200);
    authority.active.delete(OPAQUE);
    expect((await get(api, '/orders', OPAQUE)).status).toBe(401);
  });

  it('is seen by a request that comes while an earlier one still waits for its answer', async () => {
    const api = await start({}, 2);
    expect((await get(api, '/orders', OPAQUE)).status).toBe(200);
    authority.mood = 'hang';
    const earlier = get(api, '/orders', OPAQUE);
    while (authority.count('/introspect') < 2) await sleep(5);
    authority.mood = 'answer';
    authority.active.delete(OPAQUE);
    expect((await get(api, '/orders', OPAQUE)).status).toBe(401);
    expect((await earlier).status).toBe(503);
  });

  it('is seen when the cache ends, and not asked about before', async () => {
    const api = await start({ cacheSeconds: 3 });
    expect((await get(api, '/orders', OPAQUE)).status).toBe(200);
    authority.active.delete(OPAQUE);
    expect((await get(api, '/orders', OPAQUE)).status).toBe(200);
    expect(authority.count('/introspect')).toBe(1);
    await sleep(3100);
    expect((await get(api, '/orders', OPAQUE)).status).toBe(401);
  });

  it('no cache outlives the token', async () => {
    authority.active.set(OPAQUE, authority.claims({ exp: Math.floor(Date.now() / 1000) + 3 }));
    const api = await start({ cacheSeconds: 60 });
    expect((await get(api, '/orders', OPAQUE)).status).toBe(200);
    await sleep(3100);
    authority.active.delete(OPAQUE);
    expect((await get(api, '/orders', OPAQUE)).status).toBe(401);
  });
});

describe('B12.10 no usable answer is 503, never allowed', () => {
  it.each(['fail', 'hang'] as const)('an authority that is in the mood "%s"', async (mood) => {
    const api = await start({}, 2);
    expect((await get(api, '/orders', OPAQUE)).status).toBe(200);
    authority.mood = mood;
    const response = await get(api, '/orders', OPAQUE);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
    authority.mood = 'answer';
    expect((await get(api, '/orders', OPAQUE)).status).toBe(200);
  });

  it('a stopped authority, also at start', async () => {
    await authority.stop();
    const api = await start();
    expect((await get(api, '/orders', OPAQUE)).status).toBe(503);
    await authority.listen();
    expect((await get(api, '/orders', OPAQUE)).status).toBe(200);
  });

  it('our own credentials are refused', async () => {
    expect((await get(await start({ clientSecret: 'wrong' }), '/orders', OPAQUE)).status).toBe(503);
  });

  it('an answer without a boolean "active"', async () => {
    authority.active.set(OPAQUE, authority.claims({ active: 'true' }));
    expect((await get(await start(), '/orders', OPAQUE)).status).toBe(503);
  });
});
