import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClientAuthMethod, NewClient, SigningAlgorithm } from '@portcullis/oauth';
import * as oidc from 'openid-client';
import { DATABASES } from '../support/databases.js';
import { allow, registerApi, signIn } from '../support/flow.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

const REDIRECT_URI = 'https://client.example/cb';

/** The library's own refusal, naming the value that was wrong. */
const about = (name: string): object => ({
  cause: expect.objectContaining({ message: expect.stringContaining(`"${name}"`) }),
});

/** What a developer writes who has never heard of us: a certified library and the issuer's address. */
describe.each(DATABASES)('openid-client on %s', (database) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    await server.addUser();
  });
  afterAll(() => server.close());

  const authentication = (client: RegisteredClient): oidc.ClientAuth => {
    switch (client.client.tokenEndpointAuthMethod) {
      case 'client_secret_basic':
        return oidc.ClientSecretBasic(client.secret!);
      case 'client_secret_post':
        return oidc.ClientSecretPost(client.secret!);
      case 'private_key_jwt':
        throw new Error('not in this file');
      case 'none':
        return oidc.None();
    }
  };

  const discover = (
    client: RegisteredClient,
    algorithm: 'oidc' | 'oauth2' = 'oidc',
    issuer = server.issuer,
  ): Promise<oidc.Configuration> =>
    oidc.discovery(
      new URL(issuer),
      client.clientId,
      { id_token_signed_response_alg: client.client.idTokenAlg },
      authentication(client),
      { algorithm, execute: [oidc.allowInsecureRequests] },
    );

  interface SignedIn {
    readonly config: oidc.Configuration;
    readonly callback: URL;
    readonly checks: oidc.AuthorizationCodeGrantChecks;
  }

  /** Walks to the callback with state, nonce and PKCE. */
  const walk = async (
    input: Partial<NewClient> = {},
    parameters: Record<string, string> = {},
  ): Promise<SignedIn> => {
    const client = await server.register({ redirectUris: [REDIRECT_URI], ...input });
    const config = await discover(client);
    const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
    const checks = {
      pkceCodeVerifier,
      expectedState: oidc.randomState(),
      expectedNonce: oidc.randomNonce(),
      idTokenExpected: true,
    };
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: REDIRECT_URI,
      scope: 'openid profile email offline_access',
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      ...parameters,
    });
    const visitor = new Visitor();
    const consent = await signIn(visitor, await visitor.visit(url.href));
    const done = await allow(visitor, consent);
    expect(done.left).toBe(true);
    return { config, callback: new URL(done.url), checks };
  };

  it.each(['oidc', 'oauth2'] as const)('discovers the server the way of %s', async (algorithm) => {
    const config = await discover(await server.register(), algorithm);
    expect(config.serverMetadata()).toMatchObject({
      issuer: server.issuer,
      token_endpoint: server.url('token'),
    });
    expect(config.serverMetadata().supportsPKCE()).toBe(true);
  });

  it.each<[ClientAuthMethod, SigningAlgorithm]>([
    ['client_secret_basic', 'RS256'],
    ['client_secret_post', 'ES256'],
    ['none', 'RS256'],
  ])('signs a user in as a client registered for %s, with ID tokens under %s', async (method, alg) => {
    const { config, callback, checks } = await walk({ tokenEndpointAuthMethod: method, idTokenAlg: alg });
    const tokens = await oidc.authorizationCodeGrant(config, callback, checks);
    expect(tokens.expiresIn()).toBeGreaterThan(590);
    expect(tokens.scope).toBe('openid profile email offline_access');
    const claims = tokens.claims()!;
    expect(claims).toMatchObject({ iss: server.issuer, nonce: checks.expectedNonce });

    const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
    expect(userinfo).toMatchObject({ sub: claims.sub, name: 'Alice Liddell', email: 'alice@example.com' });

    const next = await oidc.refreshTokenGrant(config, tokens.refresh_token!);
    expect(next.refresh_token).not.toBe(tokens.refresh_token);
    expect(next.claims()).toMatchObject({ sub: claims.sub, auth_time: claims['auth_time'] });

    await oidc.tokenRevocation(config, next.refresh_token!);
    await expect(oidc.refreshTokenGrant(config, next.refresh_token!)).rejects.toMatchObject({
      status: 400,
      error: 'invalid_grant',
    });
    await expect(oidc.fetchUserInfo(config, next.access_token, claims.sub)).rejects.toMatchObject({
      status: 401,
      cause: [{ scheme: 'bearer', parameters: { error: 'invalid_token' } }],
    });
  });

  it('is told when the user signed in', async () => {
    const { config, callback, checks } = await walk({}, { max_age: '60' });
    const tokens = await oidc.authorizationCodeGrant(config, callback, { ...checks, maxAge: 60 });
    expect(tokens.claims()!['auth_time']).toEqual(expect.any(Number));
  });

  it('notices what it should notice: a foreign state, nonce, issuer and verifier', async () => {
    const { config, callback, checks } = await walk();
    const redeem = (url: URL, more: oidc.AuthorizationCodeGrantChecks): Promise<unknown> =>
      oidc.authorizationCodeGrant(config, url, { ...checks, ...more });
    await expect(redeem(callback, { expectedState: 'another' })).rejects.toMatchObject(about('state'));
    const mixedUp = new URL(callback);
    mixedUp.searchParams.set('iss', 'https://evil.example');
    await expect(redeem(mixedUp, {})).rejects.toMatchObject(about('iss'));
    const silent = new URL(callback);
    silent.searchParams.delete('iss');
    await expect(redeem(silent, {})).rejects.toMatchObject(about('iss'));
    await expect(redeem(callback, { pkceCodeVerifier: oidc.randomPKCECodeVerifier() })).rejects.toMatchObject(
      {
        error: 'invalid_grant',
      },
    );

    const second = await walk();
    await expect(
      oidc.authorizationCodeGrant(second.config, second.callback, {
        ...second.checks,
        expectedNonce: 'another',
      }),
    ).rejects.toMatchObject(about('nonce'));
  });

  it('gets an error answer it can read', async () => {
    const client = await server.register({ redirectUris: [REDIRECT_URI] });
    const config = await discover(client);
    const verifier = oidc.randomPKCECodeVerifier();
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: REDIRECT_URI,
      scope: 'openid',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: 'st4te',
      prompt: 'none',
    });
    const page = await new Visitor().visit(url.href);
    await expect(
      oidc.authorizationCodeGrant(config, new URL(page.url), {
        pkceCodeVerifier: verifier,
        expectedState: 'st4te',
      }),
    ).rejects.toMatchObject({ error: 'login_required' });
  });

  it('uses client_credentials, and an API introspects and revokes', async () => {
    const API = 'https://orders.example';
    const machine = await server.register({
      grantTypes: ['client_credentials'],
      redirectUris: [],
      scopes: ['orders:read', 'orders:write'],
      audiences: [API],
      accessTokenFormat: 'opaque',
    });
    const config = await discover(machine);
    const tokens = await oidc.clientCredentialsGrant(config, { scope: 'orders:read', resource: API });
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'orders:read', expires_in: 600 });
    expect(tokens.refresh_token).toBeUndefined();

    const api = await discover(await registerApi(server, API));
    expect(await oidc.tokenIntrospection(api, tokens.access_token)).toMatchObject({
      active: true,
      client_id: machine.clientId,
      sub: machine.clientId,
      aud: API,
    });
    await oidc.tokenRevocation(config, tokens.access_token, { token_type_hint: 'access_token' });
    expect(await oidc.tokenIntrospection(api, tokens.access_token)).toEqual({ active: false });
  });

  it('is told when its secret is wrong', async () => {
    const client = await server.register({ grantTypes: ['client_credentials'], redirectUris: [] });
    const config = await discover({ ...client, secret: 'wrong' });
    await expect(oidc.clientCredentialsGrant(config)).rejects.toMatchObject({
      status: 401,
      cause: [{ scheme: 'basic', parameters: { realm: 'portcullis' } }],
    });
  });

  it('discovers an issuer with a path', async () => {
    const other = await TestServer.start({
      database,
      issuerPath: '/t1',
      prepare: (app) => void app.setGlobalPrefix('t1'),
    });
    try {
      const client = await other.register();
      for (const algorithm of ['oidc', 'oauth2'] as const) {
        const config = await discover(client, algorithm, other.issuer);
        expect(config.serverMetadata().issuer).toBe(other.issuer);
      }
    } finally {
      await other.close();
    }
  });
});
