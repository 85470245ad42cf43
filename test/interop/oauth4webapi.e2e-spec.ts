import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BearerModule } from '@portcullis/bearer';
import type { NewClient } from '@portcullis/oauth';
import { exportJWK } from 'jose';
import * as oauth from 'oauth4webapi';
import { registerApi } from '../support/flow.js';
import { OrdersController } from '../bearer/orders-api.js';
import { freePort, TestServer, type RegisteredClient } from '../support/test-server.js';
import { authorize, discover } from './snippets/oauth4webapi.js';
import { allowOnEveryPage, signInAndAllow, signInAndDeny, visitOnly } from './user.js';

const REDIRECT_URI = 'https://client.example/cb';
const API = 'https://orders.example';
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';
const INSECURE = { [oauth.allowInsecureRequests]: true };

const bodyError = (status: number, error: string): object => ({
  code: oauth.RESPONSE_BODY_ERROR,
  status,
  error,
});

/** One client with everything that a request of the library needs. */
interface Party {
  readonly registered: RegisteredClient;
  readonly client: oauth.Client;
  readonly auth: oauth.ClientAuth;
}

/** Each request and each answer by itself, in the order of the RFCs: the library checks what they demand of an answer. */
describe('oauth4webapi', () => {
  let server: TestServer;
  let as: oauth.AuthorizationServer;

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    await server.addUser();
    as = await discover(server.issuer, INSECURE);
  });
  afterAll(() => server.close());

  const party = (registered: RegisteredClient, auth?: oauth.ClientAuth): Party => ({
    registered,
    client: {
      client_id: registered.clientId,
      id_token_signed_response_alg: registered.client.idTokenAlg,
    },
    auth: auth ?? (registered.secret ? oauth.ClientSecretBasic(registered.secret) : oauth.None()),
  });
  const register = async (input: Partial<NewClient> = {}): Promise<Party> =>
    party(await server.register({ redirectUris: [REDIRECT_URI], ...input }));

  interface Begun {
    readonly url: URL;
    readonly verifier: string;
    readonly state: string;
    readonly nonce: string;
  }

  const begin = async ({ client }: Party, more: Record<string, string> = {}): Promise<Begun> => {
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const nonce = oauth.generateRandomNonce();
    const url = new URL(as.authorization_endpoint!);
    url.search = new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: 'openid profile email',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      ...more,
    }).toString();
    return { url, verifier, state, nonce };
  };

  const redeem = async (
    { client, auth }: Party,
    { verifier, state, nonce }: Begun,
    callback: URL,
    options: oauth.TokenEndpointRequestOptions = {},
  ): Promise<oauth.TokenEndpointResponse> => {
    const parameters = oauth.validateAuthResponse(as, client, callback, state);
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      auth,
      parameters,
      REDIRECT_URI,
      verifier,
      { ...INSECURE, ...options },
    );
    // The library leaves the signature of an ID token that came over TLS to this call.
    const copy = response.clone();
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, copy, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(as, copy, INSECURE);
    return tokens;
  };

  const refresh = async (
    { client, auth }: Party,
    token: string,
    options: oauth.TokenEndpointRequestOptions = {},
  ): Promise<oauth.TokenEndpointResponse> => {
    const response = await oauth.refreshTokenGrantRequest(as, client, auth, token, {
      ...INSECURE,
      ...options,
    });
    return oauth.processRefreshTokenResponse(as, client, response);
  };

  const signIn = async (
    who: Party,
    more: Record<string, string> = {},
  ): Promise<oauth.TokenEndpointResponse> => {
    const begun = await begin(who, more);
    return redeem(who, begun, await signInAndAllow(begun.url));
  };

  const request = (token: string, scheme = 'Bearer', headers: Record<string, string> = {}): Request =>
    new Request(`${API}/orders`, { headers: { authorization: `${scheme} ${token}`, ...headers } });

  it.each(['oidc', 'oauth2'] as const)('takes the metadata found the way of %s', async (algorithm) => {
    expect(await discover(server.issuer, { algorithm, ...INSECURE })).toMatchObject({
      issuer: server.issuer,
      authorization_response_iss_parameter_supported: true,
      code_challenge_methods_supported: ['S256'],
    });
  });

  it.each(['RS256', 'ES256'] as const)(
    'takes every answer of a sign-in, ID tokens under %s',
    async (idTokenAlg) => {
      const who = await register({ idTokenAlg });
      const tokens = await signIn(who);
      const { sub } = oauth.getValidatedIdTokenClaims(tokens)!;
      const response = await oauth.userInfoRequest(as, who.client, tokens.access_token, INSECURE);
      expect(await oauth.processUserInfoResponse(as, who.client, sub, response)).toMatchObject({
        name: 'Alice Liddell',
      });
      const next = await refresh(who, tokens.refresh_token!);
      expect(oauth.getValidatedIdTokenClaims(next)).toMatchObject({ sub });
      expect(next.refresh_token).not.toBe(tokens.refresh_token);
    },
  );

  it('takes the answers of introspection and revocation', async () => {
    const who = await register({ audiences: [API] });
    const tokens = await signIn(who, { resource: API });
    const api = party(await registerApi(server, API));
    const introspect = async (): Promise<oauth.IntrospectionResponse> =>
      oauth.processIntrospectionResponse(
        as,
        api.client,
        await oauth.introspectionRequest(as, api.client, api.auth, tokens.access_token, INSECURE),
      );
    expect(await introspect()).toMatchObject({ active: true, aud: API, client_id: who.registered.clientId });
    const revoked = await oauth.revocationRequest(as, who.client, who.auth, tokens.refresh_token!, INSECURE);
    expect(await oauth.processRevocationResponse(revoked)).toBeUndefined();
    expect(await introspect()).toEqual({ active: false });
  });

  describe('reads the error', () => {
    it.each<[string, Record<string, string>]>([
      ['login_required', { prompt: 'none' }],
      ['invalid_scope', { scope: 'openid unheard-of' }],
      ['invalid_target', { resource: 'https://elsewhere.example' }],
    ])('%s in a redirect', async (error, more) => {
      const who = await register();
      const { url, state } = await begin(who, more);
      const callback = await visitOnly(url);
      expect(() => oauth.validateAuthResponse(as, who.client, callback, state)).toThrow(
        expect.objectContaining({ code: oauth.AUTHORIZATION_RESPONSE_ERROR, error }),
      );
    });

    it('access_denied, but only from the server it asked', async () => {
      const who = await register();
      const { url, state } = await begin(who);
      const callback = await signInAndDeny(url);
      expect(() => oauth.validateAuthResponse(as, who.client, callback, state)).toThrow(
        expect.objectContaining({ error: 'access_denied' }),
      );
      callback.searchParams.set('iss', 'https://evil.example');
      expect(() => oauth.validateAuthResponse(as, who.client, callback, state)).toThrow(
        expect.objectContaining({ code: oauth.INVALID_RESPONSE }),
      );
    });

    it('invalid_grant of a code redeemed twice and of a used refresh token', async () => {
      const who = await register();
      const begun = await begin(who);
      const callback = await signInAndAllow(begun.url);
      await redeem(who, begun, callback);
      await expect(redeem(who, begun, callback)).rejects.toMatchObject(bodyError(400, 'invalid_grant'));

      const tokens = await signIn(who);
      const next = await refresh(who, tokens.refresh_token!);
      await refresh(who, next.refresh_token!);
      await expect(refresh(who, tokens.refresh_token!)).rejects.toMatchObject(
        bodyError(400, 'invalid_grant'),
      );
    });

    it('a challenge for a wrong secret', async () => {
      const { registered } = await register();
      await expect(
        refresh(party(registered, oauth.ClientSecretBasic('wrong')), 'nonsense'),
      ).rejects.toMatchObject({
        code: oauth.WWW_AUTHENTICATE_CHALLENGE,
        status: 401,
        cause: [{ scheme: 'basic' }],
      });
    });
  });

  describe('guards an API', () => {
    it('with the claims of RFC 9068', async () => {
      const who = await register({ audiences: [API], scopes: ['openid', 'orders:read'] });
      const tokens = await signIn(who, { scope: 'openid orders:read', resource: API });
      const { sub } = oauth.getValidatedIdTokenClaims(tokens)!;
      const claims = await authorize(as, request(tokens.access_token), API, 'orders:read', INSECURE);
      expect(claims).toMatchObject({ iss: server.issuer, aud: API, sub, client_id: who.registered.clientId });

      const other = authorize(
        as,
        request(tokens.access_token),
        'https://elsewhere.example',
        'orders:read',
        INSECURE,
      );
      await expect(other).rejects.toMatchObject({ code: oauth.JWT_CLAIM_COMPARISON });
      const idToken = authorize(as, request(tokens.id_token!), API, 'orders:read', INSECURE);
      await expect(idToken).rejects.toThrow('unexpected JWT "typ" header parameter value');
      const tooLittle = authorize(as, request(tokens.access_token), API, 'orders:write', INSECURE);
      await expect(tooLittle).rejects.toThrow('insufficient_scope');
    });

    it('and lets a machine in', async () => {
      const who = await register({
        grantTypes: ['client_credentials'],
        redirectUris: [],
        scopes: ['orders:read'],
        audiences: [API],
      });
      const response = await oauth.clientCredentialsGrantRequest(
        as,
        who.client,
        who.auth,
        { scope: 'orders:read', resource: API },
        INSECURE,
      );
      const { access_token } = await oauth.processClientCredentialsResponse(as, who.client, response);
      expect(await authorize(as, request(access_token), API, 'orders:read', INSECURE)).toMatchObject({
        sub: who.registered.clientId,
        client_id: who.registered.clientId,
      });
    });
  });

  describe('an API under @Bearer', () => {
    let api: INestApplication;
    let url: URL;

    beforeAll(async () => {
      url = new URL(`http://127.0.0.1:${await freePort()}/orders`);

      @Module({
        imports: [BearerModule.forRoot({ issuer: server.issuer, audience: url.origin })],
        controllers: [OrdersController],
      })
      class OrdersModule {}
      api = await NestFactory.create(OrdersModule, { logger: false, abortOnError: false });
      await api.listen(url.port, '127.0.0.1');
    });
    afterAll(() => api.close());

    it('is found by its metadata (RFC 9728) and called with the token that it names', async () => {
      const resource = new URL(url.origin);
      const described = await oauth.processResourceDiscoveryResponse(
        resource,
        await oauth.resourceDiscoveryRequest(resource, INSECURE),
      );
      expect(described).toMatchObject({
        authorization_servers: [server.issuer],
        scopes_supported: expect.arrayContaining(['orders:read']),
      });
      const who = await register({ audiences: [url.origin], scopes: ['openid', 'orders:read'] });
      const tokens = await signIn(who, { scope: 'openid orders:read', resource: described.resource });
      const answer = await oauth.protectedResourceRequest(
        tokens.access_token,
        'GET',
        url,
        undefined,
        null,
        INSECURE,
      );
      expect(await answer.json()).toMatchObject({
        subject: oauth.getValidatedIdTokenClaims(tokens)!.sub,
        scopes: ['openid', 'orders:read'],
      });
      await expect(
        oauth.protectedResourceRequest(tokens.id_token!, 'GET', url, undefined, null, INSECURE),
      ).rejects.toMatchObject({
        status: 401,
        cause: [
          {
            scheme: 'bearer',
            parameters: {
              error: 'invalid_token',
              resource_metadata: `${url.origin}/.well-known/oauth-protected-resource`,
            },
          },
          { scheme: 'dpop' },
        ],
      });
    });

    it('takes a bound token with a proof of its key only', async () => {
      const who = await register({ audiences: [url.origin], scopes: ['openid', 'orders:read'] });
      const begun = await begin(who, { scope: 'openid orders:read', resource: url.origin });
      const callback = await signInAndAllow(begun.url);
      const DPoP = oauth.DPoP(who.client, await oauth.generateKeyPair('ES256'));
      const { access_token: token } = await redeem(who, begun, callback, { DPoP });
      const call = (options: oauth.ProtectedResourceRequestOptions): Promise<Response> =>
        oauth.protectedResourceRequest(token, 'GET', url, undefined, null, { ...INSECURE, ...options });
      expect((await call({ DPoP })).status).toBe(200);
      const thief = oauth.DPoP(who.client, await oauth.generateKeyPair('ES256'));
      await expect(call({ DPoP: thief })).rejects.toMatchObject({ status: 401 });
      await expect(call({})).rejects.toMatchObject({ status: 401 });
    });
  });

  describe('beyond the core', () => {
    it('pushes the authorization request (RFC 9126)', async () => {
      const who = await register();
      const begun = await begin(who);
      const response = await oauth.pushedAuthorizationRequest(
        as,
        who.client,
        who.auth,
        begun.url.searchParams,
        INSECURE,
      );
      const pushed = await oauth.processPushedAuthorizationResponse(as, who.client, response);
      const url = new URL(as.authorization_endpoint!);
      url.searchParams.set('client_id', who.registered.clientId);
      url.searchParams.set('request_uri', pushed.request_uri);
      const tokens = await redeem(who, begun, await signInAndAllow(url));
      expect(oauth.getValidatedIdTokenClaims(tokens)!.nonce).toBe(begun.nonce);
    });

    it('authenticates with a key (RFC 7523) at token, revocation and introspection endpoint', async () => {
      const { privateKey, publicKey } = await oauth.generateKeyPair('ES256', { extractable: true });
      const jwk = { ...(await exportJWK(publicKey)), kid: 'mine', alg: 'ES256', use: 'sig' };
      const auth = oauth.PrivateKeyJwt({ key: privateKey, kid: 'mine' });
      const who = party(
        await server.register({
          grantTypes: ['client_credentials'],
          redirectUris: [],
          audiences: [API],
          mayIntrospect: true,
          tokenEndpointAuthMethod: 'private_key_jwt',
          jwks: { keys: [jwk] },
        }),
        auth,
      );
      const { access_token } = await oauth.processClientCredentialsResponse(
        as,
        who.client,
        await oauth.clientCredentialsGrantRequest(as, who.client, auth, {}, INSECURE),
      );
      const introspect = async (): Promise<oauth.IntrospectionResponse> =>
        oauth.processIntrospectionResponse(
          as,
          who.client,
          await oauth.introspectionRequest(as, who.client, auth, access_token, INSECURE),
        );
      expect(await introspect()).toMatchObject({ active: true });
      await oauth.processRevocationResponse(
        await oauth.revocationRequest(as, who.client, auth, access_token, INSECURE),
      );
      expect(await introspect()).toEqual({ active: false });
    });

    it('binds tokens to a key (RFC 9449), which an API checks', async () => {
      const who = await register({ audiences: [API], scopes: ['openid', 'orders:read'] });
      const DPoP = oauth.DPoP(who.client, await oauth.generateKeyPair('ES256'));
      const begun = await begin(who, { scope: 'openid orders:read', resource: API });
      const callback = await signInAndAllow(begun.url);
      const tokens = await redeem(who, begun, callback, { DPoP });
      expect(tokens.token_type).toBe('dpop');
      expect((await refresh(who, tokens.refresh_token!, { DPoP })).token_type).toBe('dpop');

      let proven: Request | undefined;
      await oauth.protectedResourceRequest(
        tokens.access_token,
        'GET',
        new URL(`${API}/orders`),
        undefined,
        null,
        {
          DPoP,
          [oauth.customFetch]: async (url, init) => {
            proven = new Request(url, init as RequestInit);
            return new Response();
          },
        },
      );
      expect(await authorize(as, proven!, API, 'orders:read', INSECURE)).toMatchObject({
        cnf: { jkt: expect.any(String) },
      });
      await expect(authorize(as, request(tokens.access_token), API, 'orders:read', INSECURE)).rejects.toThrow(
        'has no DPoP HTTP Header',
      );
    });

    // Last, because it moves the time that the others share.
    it('signs in on a device (RFC 8628)', async () => {
      const who = await register({
        tokenEndpointAuthMethod: 'none',
        grantTypes: [DEVICE_CODE, 'refresh_token'],
        redirectUris: [],
      });
      const started = await oauth.processDeviceAuthorizationResponse(
        as,
        who.client,
        await oauth.deviceAuthorizationRequest(
          as,
          who.client,
          who.auth,
          { scope: 'openid profile' },
          INSECURE,
        ),
      );
      const poll = async (): Promise<oauth.TokenEndpointResponse> =>
        oauth.processDeviceCodeResponse(
          as,
          who.client,
          await oauth.deviceCodeGrantRequest(as, who.client, who.auth, started.device_code, INSECURE),
        );
      await expect(poll()).rejects.toMatchObject(bodyError(400, 'authorization_pending'));
      await expect(poll()).rejects.toMatchObject(bodyError(400, 'slow_down'));
      await allowOnEveryPage(started.verification_uri_complete!);
      server.clock.advance(30);
      expect(oauth.getValidatedIdTokenClaims(await poll())).toMatchObject({ iss: server.issuer });
    });
  });
});
