import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { BearerModule, type BearerOptions, OutgoingHttp, TokenVerifier } from '@portcullis/bearer';
import { DpopKey, TestAuthority } from '@portcullis/bearer/testing';
import { AnyTokenController, type Api, get, OrdersController, raw } from './orders-api.js';

const AUDIENCE = 'https://orders.example.com';
const ISSUER = 'https://sso.example.com';

/** An application as it is in production: nothing in it knows of a test. */
function application(options: Partial<BearerOptions> = {}) {
  @Module({
    imports: [BearerModule.forRoot({ issuer: ISSUER, audience: AUDIENCE, ...options })],
    controllers: [OrdersController, AnyTokenController],
  })
  class AppModule {}
  return AppModule;
}

async function underTest(authority: TestAuthority, options: Partial<BearerOptions> = {}): Promise<Api> {
  const module = await Test.createTestingModule({ imports: [application(options)] })
    .overrideProvider(OutgoingHttp)
    .useValue(authority.http)
    .compile();
  const app = module.createNestApplication({ logger: false });
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl() };
}

let authority: TestAuthority;
let api: Api;

beforeAll(async () => {
  authority = await TestAuthority.create({ issuer: ISSUER, audience: AUDIENCE });
  api = await underTest(authority);
});

afterAll(() => api.app.close());

describe('an application under test', () => {
  it('takes the tokens of the authority by its own rules', async () => {
    const token = await authority.token({ subject: 'bob', clientId: 'web', scopes: ['orders:read'] });
    expect(await (await get(api, '/orders', token)).json()).toEqual({
      subject: 'bob',
      client: 'web',
      scopes: ['orders:read'],
    });
    expect(api.app.get(TokenVerifier, { strict: false }).constructor.name).toBe('JwtVerifier');
  });

  it.each<[string, () => Promise<string>, number]>([
    ['an expired one', () => authority.expired({ scopes: ['orders:read'] }), 401],
    ['one without the scope', () => authority.token(), 403],
    ['one for another API', () => authority.token({ audience: 'https://other.example.com' }), 401],
    [
      'one with a claim that is wrong',
      () => authority.token({ claims: { iss: 'https://evil.example' } }),
      401,
    ],
    ['one with a claim that is missing', () => authority.token({ claims: { sub: undefined } }), 401],
    [
      'one of another authority under the same name',
      async () => (await TestAuthority.create({ issuer: ISSUER, audience: AUDIENCE })).token(),
      401,
    ],
    ['garbage', async () => 'garbage', 401],
  ])('refuses %s', async (_, make, status) => {
    expect((await get(api, '/orders', await make())).status).toBe(status);
  });

  it('sees a client that acts for itself, and how the user signed in', async () => {
    expect(
      await (await get(api, '/any', await authority.clientToken({ clientId: 'robot' }))).json(),
    ).toMatchObject({
      subject: 'robot',
      client: 'robot',
    });
    const [, payload] = (await authority.token({ acr: 'mfa', authTime: 7, act: { sub: 'x' } })).split('.');
    expect(JSON.parse(Buffer.from(payload!, 'base64url').toString())).toMatchObject({
      acr: 'mfa',
      auth_time: 7,
      act: { sub: 'x' },
    });
  });

  it('takes a bound token with a proof, and with nothing else', async () => {
    const key = await DpopKey.create();
    const token = await authority.token({ scopes: ['orders:read'], boundTo: key });
    const proof = await key.proof({ method: 'GET', url: `${AUDIENCE}/orders`, token });
    const headers = ['authorization', `DPoP ${token}`, 'dpop', proof];
    expect((await raw(api, '/orders', { headers })).status).toBe(200);
    expect((await raw(api, '/orders', { headers })).status).toBe(401);
    expect((await get(api, '/orders', token)).status).toBe(401);
  });

  it('introspects, and notices a revocation', async () => {
    const introspecting = await underTest(authority, {
      mode: 'introspect',
      introspect: { clientId: 'orders-api', clientSecret: 'any' },
    });
    const token = await authority.token({ scopes: ['orders:read'] });
    expect((await get(introspecting, '/orders', token)).status).toBe(200);
    authority.revoke(token);
    expect((await get(introspecting, '/orders', token)).status).toBe(401);
    expect((await get(api, '/orders', token)).status).toBe(200);
    expect((await get(introspecting, '/orders', await authority.expired())).status).toBe(401);
    authority.reachable = false;
    expect((await get(introspecting, '/orders', await authority.token())).status).toBe(503);
    authority.reachable = true;
    await introspecting.app.close();
  });
});

it('an authority under another name is no help', async () => {
  const other = await TestAuthority.create({ audience: AUDIENCE });
  const own = await underTest(other);
  const response = await get(own, '/orders', await other.token({ claims: { iss: ISSUER } }));
  expect(response.status).toBe(503);
  await own.app.close();
});

it('does not run in production', async () => {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  await expect(TestAuthority.create({ audience: AUDIENCE })).rejects.toThrow(/does not run in production/);
  process.env['NODE_ENV'] = before;
});

it('is not to be had from the main entry', async () => {
  expect(Object.keys(await import('@portcullis/bearer'))).not.toContain('TestAuthority');
});
