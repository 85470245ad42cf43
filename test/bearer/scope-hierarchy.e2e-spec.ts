import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Controller, Get, Injectable, Req } from '@nestjs/common';
import { AccessToken, Bearer, Token, TokenVerifier } from '@portcullis/bearer';
import { type Api, get, ordersApi, withApi } from './orders-api.js';
import { API_CLIENT, AUDIENCE, StandInAuthority } from './stand-in-authority.js';

const scopeHierarchy = {
  'orders:admin': ['orders:write', 'users'],
  'orders:write': ['orders:read'],
};

@Controller('orders')
@Bearer('orders:read')
class OrdersController {
  @Get()
  read(@Token() token: AccessToken, @Req() { user }: { user: AccessToken }) {
    return {
      scopes: token.scopes,
      implied: token.impliedScopes,
      write: token.allows('orders:write'),
      same: user === token && token instanceof AccessToken,
    };
  }

  @Get('users')
  @Bearer('users')
  users() {
    return {};
  }
}

let authority: StandInAuthority;
let api: Api;

beforeAll(async () => {
  authority = await StandInAuthority.start();
  const options = { issuer: authority.issuer, audience: AUDIENCE, scopeHierarchy };
  api = await ordersApi(options, [OrdersController]);
});

afterAll(async () => {
  await api.app.close();
  await authority.stop();
});

it.each([
  ['orders:admin', ['orders:write', 'users', 'orders:read'], true],
  ['orders:write', ['orders:read'], true],
  ['orders:read', [], false],
])('%s implies %j, at the guard and in allows()', async (scope, implied, write) => {
  const token = await authority.issue({ scope });
  // Twice, because the second time the token is remembered.
  for (let round = 0; round < 2; round += 1) {
    const response = await get(api, '/orders', token);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      scopes: [scope],
      implied: expect.arrayContaining(implied),
      write,
      same: true,
    });
  }
});

it('implies nothing else, and nothing upwards', async () => {
  expect((await get(api, '/orders', await authority.issue({ scope: 'users' }))).status).toBe(403);
  expect((await get(api, '/orders', await authority.issue({ scope: 'orders' }))).status).toBe(403);
  const writer = await authority.issue({ scope: 'orders:write' });
  const response = await get(api, '/orders/users', writer);
  expect(response.status).toBe(403);
  // What the operation needs, not what would imply it.
  expect(response.headers.get('www-authenticate')).toContain('scope="orders:read users"');
  expect((await get(api, '/orders/users', await authority.issue({ scope: 'orders:admin' }))).status).toBe(
    200,
  );
});

it('holds for introspected tokens and for those of a host’s own verifier', async () => {
  @Injectable()
  class OwnVerifier extends TokenVerifier {
    override async verify(): Promise<AccessToken> {
      return new AccessToken({
        subject: 'alice',
        clientId: 'web',
        scopes: ['orders:admin'],
        audience: [AUDIENCE],
        issuer: authority.issuer,
        expiresAt: Date.now() / 1000 + 60,
        claims: {},
      });
    }
  }
  authority.active.set('opaque', authority.claims({ scope: 'orders:admin' }));
  const common = { issuer: authority.issuer, audience: AUDIENCE, scopeHierarchy };
  for (const options of [
    { ...common, mode: 'introspect', introspect: API_CLIENT } as const,
    { ...common, verifier: OwnVerifier },
  ]) {
    await withApi(ordersApi(options, [OrdersController]), async (own) => {
      const response = await get(own, '/orders', 'opaque');
      expect(await response.json()).toMatchObject({ scopes: ['orders:admin'], write: true });
    });
  }
});
