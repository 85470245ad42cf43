import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClientAuthMethod, NewClient, SigningAlgorithm } from '@portcullis/oauth';
import { exportJWK } from 'jose';
import * as oidc from 'openid-client';
import { DATABASES } from '../support/databases.js';
import { registerApi } from '../support/flow.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor, readForm } from '../support/visitor.js';
import { beginSignIn, finishSignIn } from './snippets/openid-client.js';
import { allowOnEveryPage, arrive, signInAndAllow, signInAndDeny, visitOnly } from './user.js';

const REDIRECT_URI = 'https://client.example/cb';
const API = 'https://orders.example';
const STOCK = 'https://stock.example';
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';
const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** The library's own refusal, naming the value that was wrong. */
const about = (name: string): object => ({
  cause: expect.objectContaining({ message: expect.stringContaining(`"${name}"`) }),
});
const invalidGrant = { status: 400, error: 'invalid_grant' };

/** What a developer writes who has never heard of us: a certified library and the issuer's address. */
describe.each(DATABASES)('openid-client on %s', (database) => {
  let server: TestServer;

  beforeAll(async () => {
    const rules = [{ client: 'orders-api', kind: 'delegation', targetAudience: STOCK }] as const;
    server = await TestServer.start({ database, options: { exchange: { rules } } });
    await server.addUser();
  });
  afterAll(() => server.close());

  const authentication = (client: RegisteredClient): oidc.ClientAuth => {
    switch (client.client.tokenEndpointAuthMethod) {
      case 'client_secret_basic':
        return oidc.ClientSecretBasic(client.secret!);
      case 'client_secret_post':
        return oidc.ClientSecretPost(client.secret!);
      default:
        return oidc.None();
    }
  };

  const discover = async (
    client: RegisteredClient,
    { algorithm = 'oidc' as 'oidc' | 'oauth2', issuer = server.issuer, auth = authentication(client) } = {},
  ): Promise<oidc.Configuration> =>
    oidc.discovery(
      new URL(issuer),
      client.clientId,
      { id_token_signed_response_alg: client.client.idTokenAlg },
      auth,
      // ID tokens are verified with the published keys too, as if they had come through a browser.
      { algorithm, execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] },
    );

  const newConfig = async (input: Partial<NewClient> = {}): Promise<oidc.Configuration> =>
    discover(await server.register({ redirectUris: [REDIRECT_URI], ...input }));

  /** Walks to the callback with state, nonce and PKCE. */
  const walk = async (config: oidc.Configuration, parameters: Record<string, string> = {}) => {
    const { url, checks } = await beginSignIn(config, REDIRECT_URI, parameters);
    return { config, callback: await signInAndAllow(url), checks };
  };
  type Walked = Awaited<ReturnType<typeof walk>>;

  const redeem = ({ config, callback, checks }: Walked, more: oidc.AuthorizationCodeGrantChecks = {}) =>
    oidc.authorizationCodeGrant(config, callback, { ...checks, ...more });

  describe('discovers', () => {
    it.each(['oidc', 'oauth2'] as const)('the server the way of %s', async (algorithm) => {
      const config = await discover(await server.register(), { algorithm });
      expect(config.serverMetadata()).toMatchObject({
        issuer: server.issuer,
        token_endpoint: server.url('token'),
      });
      expect(config.serverMetadata().supportsPKCE()).toBe(true);
    });

    it('an issuer with a path', async () => {
      const other = await TestServer.start({
        database,
        issuerPath: '/t1',
        prepare: (app) => void app.setGlobalPrefix('t1'),
      });
      try {
        const client = await other.register();
        for (const algorithm of ['oidc', 'oauth2'] as const) {
          const config = await discover(client, { algorithm, issuer: other.issuer });
          expect(config.serverMetadata().issuer).toBe(other.issuer);
        }
      } finally {
        await other.close();
      }
    });
  });

  describe('signs in', () => {
    it.each<[ClientAuthMethod, SigningAlgorithm]>([
      ['client_secret_basic', 'RS256'],
      ['client_secret_post', 'ES256'],
      ['none', 'RS256'],
    ])('as a client registered for %s, with ID tokens under %s', async (method, alg) => {
      const config = await newConfig({ tokenEndpointAuthMethod: method, idTokenAlg: alg });
      const { callback, checks } = await walk(config);
      const { tokens, user } = await finishSignIn(config, callback, checks);
      expect(tokens.expiresIn()).toBeGreaterThan(590);
      expect(tokens.scope).toBe('openid profile email offline_access');
      const claims = tokens.claims()!;
      expect(claims).toMatchObject({ iss: server.issuer, nonce: checks.expectedNonce });
      expect(user).toMatchObject({ sub: claims.sub, name: 'Alice Liddell', email: 'alice@example.com' });

      const next = await oidc.refreshTokenGrant(config, tokens.refresh_token!);
      expect(next.refresh_token).not.toBe(tokens.refresh_token);
      expect(next.claims()).toMatchObject({ sub: claims.sub, auth_time: claims['auth_time'] });
      const after = await oidc.refreshTokenGrant(config, next.refresh_token!);
      // The successor was used: the first one is dead, and nothing else is.
      await expect(oidc.refreshTokenGrant(config, tokens.refresh_token!)).rejects.toMatchObject(invalidGrant);

      await oidc.tokenRevocation(config, after.refresh_token!);
      await expect(oidc.refreshTokenGrant(config, after.refresh_token!)).rejects.toMatchObject(invalidGrant);
      await expect(oidc.fetchUserInfo(config, after.access_token, claims.sub)).rejects.toMatchObject({
        status: 401,
        cause: [{ scheme: 'bearer', parameters: { error: 'invalid_token' } }],
      });
    });

    it('and is told when the user did', async () => {
      const walked = await walk(await newConfig(), { max_age: '60' });
      const tokens = await redeem(walked, { maxAge: 60 });
      expect(tokens.claims()!['auth_time']).toEqual(expect.any(Number));
    });

    it('for a resource, which becomes the audience', async () => {
      const config = await newConfig({ audiences: ['https://first.example', API] });
      const tokens = await redeem(await walk(config, { resource: API }));
      const api = await discover(await registerApi(server, API));
      expect(await oidc.tokenIntrospection(api, tokens.access_token)).toMatchObject({
        active: true,
        aud: API,
        sub: tokens.claims()!.sub,
        username: 'alice',
      });
      await expect(
        oidc.refreshTokenGrant(config, tokens.refresh_token!, { resource: 'https://first.example' }),
      ).rejects.toMatchObject({ error: 'invalid_target' });
    });

    it('and the ID token is a hint that lets the next sign-in go without a page', async () => {
      const config = await newConfig();
      const visitor = new Visitor();
      const first = await beginSignIn(config, REDIRECT_URI);
      const tokens = await oidc.authorizationCodeGrant(
        config,
        await signInAndAllow(first.url, visitor),
        first.checks,
      );
      const silent = { prompt: 'none', id_token_hint: tokens.id_token! };
      const second = await beginSignIn(config, REDIRECT_URI, silent);
      const again = await finishSignIn(config, await visitOnly(second.url, visitor), second.checks);
      expect(again.user.sub).toBe(tokens.claims()!.sub);
    });
  });

  describe('notices', () => {
    it('a foreign state, nonce, issuer and verifier', async () => {
      const config = await newConfig();
      const walked = await walk(config);
      await expect(redeem(walked, { expectedState: 'another' })).rejects.toMatchObject(about('state'));
      const mixedUp = new URL(walked.callback);
      mixedUp.searchParams.set('iss', 'https://evil.example');
      await expect(redeem({ ...walked, callback: mixedUp })).rejects.toMatchObject(about('iss'));
      const silent = new URL(walked.callback);
      silent.searchParams.delete('iss');
      await expect(redeem({ ...walked, callback: silent })).rejects.toMatchObject(about('iss'));
      await expect(redeem(await walk(config), { expectedNonce: 'another' })).rejects.toMatchObject(
        about('nonce'),
      );
      await expect(redeem(walked, { pkceCodeVerifier: oidc.randomPKCECodeVerifier() })).rejects.toMatchObject(
        invalidGrant,
      );
    });
  });

  describe('is told', () => {
    it('that the user denied', async () => {
      const config = await newConfig();
      const { url, checks } = await beginSignIn(config, REDIRECT_URI);
      const callback = await signInAndDeny(url);
      await expect(redeem({ config, callback, checks })).rejects.toMatchObject({ error: 'access_denied' });
    });

    it.each<[string, Record<string, string>]>([
      ['login_required', { prompt: 'none' }],
      ['invalid_scope', { scope: 'openid unheard-of' }],
      ['invalid_target', { resource: 'https://elsewhere.example' }],
      ['invalid_request', { code_challenge_method: 'plain' }],
    ])('%s in the redirect', async (error, parameters) => {
      const config = await newConfig();
      const { url, checks } = await beginSignIn(config, REDIRECT_URI, parameters);
      const callback = await visitOnly(url);
      await expect(redeem({ config, callback, checks })).rejects.toMatchObject({ error });
    });

    it('that a code works once', async () => {
      const walked = await walk(await newConfig());
      await redeem(walked);
      await expect(redeem(walked)).rejects.toMatchObject(invalidGrant);
    });

    it('that its secret is wrong', async () => {
      const client = await server.register({ grantTypes: ['client_credentials'], redirectUris: [] });
      const config = await discover({ ...client, secret: 'wrong' });
      await expect(oidc.clientCredentialsGrant(config)).rejects.toMatchObject({
        status: 401,
        cause: [{ scheme: 'basic', parameters: { realm: 'portcullis' } }],
      });
    });

    it('that it may not use a grant', async () => {
      const config = await newConfig();
      await expect(oidc.clientCredentialsGrant(config)).rejects.toMatchObject({
        status: 400,
        error: 'unauthorized_client',
      });
    });
  });

  it('uses client_credentials, and an API introspects and revokes', async () => {
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

  describe('beyond the core', () => {
    it('pushes the authorization request (RFC 9126)', async () => {
      const config = await newConfig();
      const { url, checks } = await beginSignIn(config, REDIRECT_URI);
      const pushed = await oidc.buildAuthorizationUrlWithPAR(config, url.searchParams);
      expect([...pushed.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
      const { user } = await finishSignIn(config, await signInAndAllow(pushed), checks);
      expect(user.name).toBe('Alice Liddell');
    });

    it('is told what is wrong with a pushed request', async () => {
      const config = await newConfig();
      const { url } = await beginSignIn(config, REDIRECT_URI);
      url.searchParams.set('redirect_uri', 'https://evil.example/cb');
      await expect(oidc.buildAuthorizationUrlWithPAR(config, url.searchParams)).rejects.toMatchObject({
        status: 400,
        error: 'invalid_request',
      });
    });

    it('authenticates with a key (RFC 7523)', async () => {
      const { privateKey, publicKey } = await oidc.randomDPoPKeyPair('ES256', { extractable: true });
      const jwk = { ...(await exportJWK(publicKey)), kid: 'mine', alg: 'ES256', use: 'sig' };
      const client = await server.register({
        redirectUris: [REDIRECT_URI],
        tokenEndpointAuthMethod: 'private_key_jwt',
        jwks: { keys: [jwk] },
      });
      const auth = oidc.PrivateKeyJwt({ key: privateKey, kid: 'mine' });
      const config = await discover(client, { auth });
      const { callback, checks } = await walk(config);
      const { tokens, user } = await finishSignIn(config, callback, checks);
      expect(user.name).toBe('Alice Liddell');
      expect(await oidc.refreshTokenGrant(config, tokens.refresh_token!)).toMatchObject({
        scope: tokens.scope,
      });
      await oidc.tokenRevocation(config, tokens.access_token);

      const other = await oidc.randomDPoPKeyPair('ES256');
      const impostor = await discover(client, {
        auth: oidc.PrivateKeyJwt({ key: other.privateKey, kid: 'mine' }),
      });
      await expect(oidc.refreshTokenGrant(impostor, tokens.refresh_token!)).rejects.toMatchObject({
        status: 401,
      });
    });

    it('binds tokens to a key (RFC 9449)', async () => {
      const config = await newConfig({ tokenEndpointAuthMethod: 'none' });
      const DPoP = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'));
      const { callback, checks } = await walk(config);
      const tokens = await oidc.authorizationCodeGrant(config, callback, checks, undefined, { DPoP });
      expect(tokens.token_type).toBe('dpop');
      const { sub } = tokens.claims()!;
      expect(await oidc.fetchUserInfo(config, tokens.access_token, sub, { DPoP })).toMatchObject({ sub });
      await expect(oidc.fetchUserInfo(config, tokens.access_token, sub)).rejects.toMatchObject({
        status: 401,
      });

      const thief = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'));
      await expect(
        oidc.refreshTokenGrant(config, tokens.refresh_token!, undefined, { DPoP: thief }),
      ).rejects.toMatchObject({ status: 400 });
      const next = await oidc.refreshTokenGrant(config, tokens.refresh_token!, undefined, { DPoP });
      expect(next.token_type).toBe('dpop');
    });

    it('brings the nonce that a server asks for in every proof (RFC 9449 section 8)', async () => {
      const strict = await TestServer.start({ database, options: { dpop: { nonce: 'required' } } });
      try {
        await strict.addUser();
        const client = await strict.register({ redirectUris: [REDIRECT_URI] });
        const config = await discover(client, { issuer: strict.issuer });
        const DPoP = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'));
        const { url, checks } = await beginSignIn(config, REDIRECT_URI);
        const pushed = await oidc.buildAuthorizationUrlWithPAR(config, url.searchParams, { DPoP });
        const callback = await signInAndAllow(pushed);
        const tokens = await oidc.authorizationCodeGrant(config, callback, checks, undefined, { DPoP });
        const next = await oidc.refreshTokenGrant(config, tokens.refresh_token!, undefined, { DPoP });
        const { sub } = tokens.claims()!;
        expect(await oidc.fetchUserInfo(config, next.access_token, sub, { DPoP })).toMatchObject({ sub });
      } finally {
        await strict.close();
      }
    });

    it("exchanges a user's token for one that the next API takes (RFC 8693)", async () => {
      const scopes = ['openid', 'orders:read'];
      const walked = await walk(await newConfig({ audiences: [API], scopes }), { scope: scopes.join(' ') });
      const tokens = await redeem(walked);
      const subject = {
        subject_token: tokens.access_token,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      };
      const orders = await discover(
        await server.register({
          clientId: 'orders-api',
          grantTypes: [TOKEN_EXCHANGE],
          redirectUris: [],
          scopes: ['orders:read'],
          audiences: [API],
          mayIntrospect: true,
        }),
      );
      const exchanged = await oidc.genericGrantRequest(orders, TOKEN_EXCHANGE, {
        ...subject,
        audience: STOCK,
      });
      expect(exchanged).toMatchObject({
        token_type: 'bearer',
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        scope: 'orders:read',
      });
      const stock = await discover(await registerApi(server, STOCK));
      expect(await oidc.tokenIntrospection(stock, exchanged.access_token)).toMatchObject({
        active: true,
        sub: tokens.claims()!.sub,
        aud: STOCK,
        act: { sub: 'orders-api' },
      });
      await expect(
        oidc.genericGrantRequest(walked.config, TOKEN_EXCHANGE, { ...subject, audience: STOCK }),
      ).rejects.toMatchObject({ status: 400, error: 'unauthorized_client' });
    });

    it('signs out (OpenID Connect RP-Initiated Logout)', async () => {
      const after = 'https://client.example/signed-out';
      const config = await newConfig({ postLogoutRedirectUris: [after] });
      const visitor = new Visitor();
      const { url, checks } = await beginSignIn(config, REDIRECT_URI);
      const { tokens } = await finishSignIn(config, await signInAndAllow(url, visitor), checks);
      const leave = oidc.buildEndSessionUrl(config, {
        id_token_hint: tokens.id_token!,
        post_logout_redirect_uri: after,
        state: 'bye',
      });
      expect((await visitOnly(leave, visitor)).href).toBe(`${after}?state=bye`);

      const silent = await beginSignIn(config, REDIRECT_URI, { prompt: 'none' });
      const callback = await visitOnly(silent.url, visitor);
      expect(callback.searchParams.get('error')).toBe('login_required');
    });

    it('gets its answer in a form (OAuth 2.0 Form Post Response Mode)', async () => {
      const config = await newConfig();
      const { url, checks } = await beginSignIn(config, REDIRECT_URI, { response_mode: 'form_post' });
      const visitor = new Visitor();
      const page = await visitor.submit(await arrive(url, visitor), {}, { name: 'decision', value: 'allow' });
      const { action, fields } = readForm(page.html);
      expect(action).toBe(REDIRECT_URI);
      const posted = new Request(action, { method: 'POST', body: new URLSearchParams(fields) });
      const tokens = await oidc.authorizationCodeGrant(config, posted, checks);
      expect(tokens.claims()!.nonce).toBe(checks.expectedNonce);
    });

    it('asks for single claims (OpenID Connect Core 5.5)', async () => {
      const config = await newConfig();
      const claims = JSON.stringify({ userinfo: { name: { essential: true } }, id_token: { email: null } });
      const { callback, checks } = await walk(config, { scope: 'openid', claims });
      const { tokens, user } = await finishSignIn(config, callback, checks);
      expect(user).toEqual({ sub: user.sub, name: 'Alice Liddell' });
      expect(tokens.claims()).toMatchObject({ email: 'alice@example.com' });
    });

    // Last, because it moves the time that the others share.
    it('signs in on a device (RFC 8628)', async () => {
      const config = await newConfig({
        tokenEndpointAuthMethod: 'none',
        grantTypes: [DEVICE_CODE, 'refresh_token'],
        redirectUris: [],
      });
      const started = await oidc.initiateDeviceAuthorization(config, { scope: 'openid profile' });
      await expect(
        oidc.genericGrantRequest(config, DEVICE_CODE, { device_code: started.device_code }),
      ).rejects.toMatchObject({ status: 400, error: 'authorization_pending' });
      await allowOnEveryPage(started.verification_uri_complete!);
      server.clock.advance(10);
      const tokens = await oidc.pollDeviceAuthorizationGrant(config, { ...started, interval: 0.01 });
      expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'openid profile' });
      const user = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims()!.sub);
      expect(user.name).toBe('Alice Liddell');
      server.clock.advance(10);
      await expect(
        oidc.genericGrantRequest(config, DEVICE_CODE, { device_code: started.device_code }),
      ).rejects.toMatchObject(invalidGrant);
    });
  });
});
