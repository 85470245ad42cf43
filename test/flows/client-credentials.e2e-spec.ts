import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AccessToken,
  Authorization,
  InvalidClientSettings,
  readHandle,
  RefreshToken,
  type NewClient,
} from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { post } from '../support/flow.js';
import type { Parameters } from '../support/parameters.js';
import { verify } from '../support/jwt.js';
import { expectOAuthError, type ExpectedError, invalidScope, invalidTarget } from '../support/oauth-error.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';

const UNAUTHORIZED: ExpectedError = [400, 'unauthorized_client', 'The client may not use this grant type.'];

describe.each(DATABASES)('client_credentials on %s', (database) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await TestServer.start({ database });
  });
  afterAll(() => server.close());

  const machine = (input: Partial<NewClient> = {}): Promise<RegisteredClient> =>
    server.register({
      name: 'Nightly job',
      grantTypes: ['client_credentials'],
      redirectUris: [],
      scopes: ['orders:read', 'orders:write'],
      ...input,
    });
  const request = (client: RegisteredClient, more: Parameters = {}): Promise<Response> =>
    post(server, 'token', client, { grant_type: 'client_credentials', ...more });
  const token = async (client: RegisteredClient, more: Parameters = {}): Promise<string> => {
    const response = await request(client, more);
    expect(response.status).toBe(200);
    return ((await response.json()) as { access_token: string }).access_token;
  };

  it.each(['ES256', 'RS256'] as const)(
    'gives the client itself an %s token and nothing else',
    async (alg) => {
      const client = await machine({ accessTokenAlg: alg });
      const response = await request(client);
      const body = (await response.json()) as { access_token: string };
      expect(body).toEqual({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 600,
        scope: 'orders:read orders:write',
      });
      const { protectedHeader, payload } = await verify(server, body.access_token, 'at+jwt');
      expect(protectedHeader).toEqual({ alg, typ: 'at+jwt', kid: expect.any(String) });
      expect(payload).toEqual({
        iss: server.issuer,
        sub: client.clientId,
        aud: server.issuer,
        client_id: client.clientId,
        scope: 'orders:read orders:write',
        iat: expect.any(Number),
        exp: payload.iat! + 600,
        jti: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      });
    },
  );

  it('needs no row for a JWT', async () => {
    const client = await machine();
    await token(client);
    expect(await server.database.findMany(AccessToken, { clientId: client.clientId })).toEqual([]);
    expect(await server.database.findMany(Authorization, {})).toEqual([]);
    expect(await server.database.findMany(RefreshToken, {})).toEqual([]);
  });

  it('keeps only the digest of an opaque token', async () => {
    const client = await machine({
      accessTokenFormat: 'opaque',
      accessTokenSeconds: 60,
      audiences: ['https://orders.example'],
    });
    const value = await token(client, { scope: 'orders:read' });
    const rows = await server.database.findMany(AccessToken, { clientId: client.clientId });
    expect(rows.map((row) => ({ ...row }))).toEqual([
      {
        id: readHandle(value)!.id,
        digest: createHash('sha256').update(value).digest(),
        authorizationId: null,
        clientId: client.clientId,
        subject: client.clientId,
        scopes: ['orders:read'],
        audience: ['https://orders.example'],
        issuedAt: expect.any(Number),
        expiresAt: rows[0]!.issuedAt + 60_000,
        dpopJkt: null,
        act: null,
        exchangedFrom: [],
        revokedAt: null,
      },
    ]);
    expect(await server.database.findMany(RefreshToken, {})).toEqual([]);
  });

  it('gives a new token each time', async () => {
    const client = await machine({ accessTokenFormat: 'opaque' });
    const values = await Promise.all(Array.from({ length: 20 }, () => token(client)));
    expect(new Set(values).size).toBe(20);
  });

  it('follows the lifetime of the client', async () => {
    const client = await machine({ accessTokenSeconds: 30 });
    const body = (await (await request(client)).json()) as { access_token: string; expires_in: number };
    expect(body.expires_in).toBe(30);
    const { payload } = await verify(server, body.access_token, 'at+jwt');
    expect(payload.exp! - payload.iat!).toBe(30);
  });

  it.each([
    ['no scope', undefined, 'orders:read orders:write'],
    ['an empty scope', '', 'orders:read orders:write'],
    ['one scope', 'orders:write', 'orders:write'],
    ['another order', 'orders:write orders:read', 'orders:write orders:read'],
    ['a scope twice', 'orders:read orders:read', 'orders:read'],
    ['more spaces', '  orders:read  ', 'orders:read'],
  ])('with %s grants what is said in the answer and in the token', async (_, scope, granted) => {
    const body = (await (await request(await machine(), { scope })).json()) as {
      access_token: string;
      scope: string;
    };
    expect(body.scope).toBe(granted);
    expect((await verify(server, body.access_token, 'at+jwt')).payload['scope']).toBe(granted);
  });

  it('leaves out scopes that speak about a user', async () => {
    const client = await machine({ scopes: ['openid', 'profile', 'email', 'offline_access', 'orders:read'] });
    const response = await request(client, { scope: 'openid offline_access orders:read' });
    expect(await response.json()).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'orders:read',
    });
  });

  it.each([
    ['one that is not the client’s', 'admin', 'admin'],
    ['one of several that is not the client’s', 'orders:read admin', 'admin'],
    ['another case', 'ORDERS:READ', 'ORDERS:READ'],
    ['long names', `${'a'.repeat(128)} ${'b'.repeat(128)}`, `${'a'.repeat(128)} ${'b'.repeat(71)}...`],
    ['a quote', 'orders:read"', undefined],
    ['a backslash', 'orders\\read', undefined],
    ['a line break', 'orders:read\norders:write', undefined],
    ['a letter outside ASCII', 'órders:read', undefined],
    ['101 names', Array.from({ length: 101 }, (_, i) => `s${i}`).join(' '), undefined],
    ['a very long name', 'a'.repeat(10_000), undefined],
  ])('refuses a scope with %s and issues nothing', async (_, scope, named) => {
    const client = await machine({ accessTokenFormat: 'opaque' });
    await expectOAuthError(await request(client, { scope }), invalidScope(named));
    expect(await server.database.findMany(AccessToken, { clientId: client.clientId })).toEqual([]);
  });

  describe('resource', () => {
    const audiences = ['https://orders.example', 'https://stock.example/api'];

    it.each([
      ['none', undefined, 'https://orders.example'],
      ['a registered one', 'https://stock.example/api', 'https://stock.example/api'],
      ['a host in another case', 'HTTPS://Orders.Example', 'https://orders.example'],
      ['a bare trailing slash', 'https://orders.example/', 'https://orders.example'],
    ])('%s becomes the audience as it is registered', async (_, resource, audience) => {
      const value = await token(await machine({ audiences }), { resource });
      expect((await verify(server, value, 'at+jwt')).payload.aud).toBe(audience);
    });

    it.each([
      ['another host', 'https://evil.example'],
      ['another path', 'https://stock.example/API'],
      ['a longer path', 'https://stock.example/api/v1'],
      ['a slash after a path', 'https://stock.example/api/'],
      ['another scheme', 'http://orders.example'],
      ['another port', 'https://orders.example:8443'],
      ['no URI', 'orders'],
      ['the issuer, when it is not registered', 'ISSUER'],
    ])('%s is refused and nothing is issued', async (_, resource) => {
      const client = await machine({ audiences, accessTokenFormat: 'opaque' });
      const refused = resource.replace('ISSUER', server.issuer);
      await expectOAuthError(await request(client, { resource: refused }), invalidTarget(refused));
      expect(await server.database.findMany(AccessToken, { clientId: client.clientId })).toEqual([]);
    });
  });

  it('is not for a client without this grant', async () => {
    await expectOAuthError(await request(await server.register()), UNAUTHORIZED);
  });

  it('is not for public clients, which cannot even be registered for it', async () => {
    const publicClient = { tokenEndpointAuthMethod: 'none' } as const;
    await expectOAuthError(await request(await server.register(publicClient)), UNAUTHORIZED);
    await expect(machine(publicClient)).rejects.toThrow(InvalidClientSettings);
  });

  it('cannot be used to impersonate a user, whose subject nobody can choose as client id', async () => {
    const alice = await server.addUser();
    const client = await machine();
    expect(client.clientId).not.toBe(alice.subject);
    const { payload } = await verify(server, await token(client), 'at+jwt');
    // A resource server tells the two kinds apart: here `sub` and `client_id` are one, and nobody signed in.
    expect(payload.sub).toBe(payload['client_id']);
    expect(payload).not.toHaveProperty('auth_time');
    expect(payload).not.toHaveProperty('grant_id');
  });
});
