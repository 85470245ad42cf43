import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../support/databases.js';
import { obtainCode, obtainTokens, post, redeem, registerApi, type TokenAnswer } from '../support/flow.js';
import { readJwt, forgeries } from '../support/jwt.js';
import {
  expectOAuthError,
  INVALID_CLIENT,
  MALFORMED,
  NOT_A_FORM,
  type ExpectedError,
} from '../support/oauth-error.js';
import { ACTOR, PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';

const API = 'https://orders.example';
const NOT_ALLOWED: ExpectedError = [403, 'access_denied', 'This client may not introspect tokens.'];
const MISSING: ExpectedError = [400, 'invalid_request', 'The parameter token is missing.'];

describe.each(DATABASES)('introspection on %s', (database) => {
  let server: TestServer;
  let api: RegisteredClient;
  let alice: string;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    alice = (await server.addUser()).subject;
    api = await registerApi(server, API);
  });
  afterAll(() => server.close());

  const ask = (token: string, endpoint = 'check_access', caller = api): Promise<Response> =>
    post(server, endpoint, caller, { token });

  /** Byte for byte: nothing may be said about a token that is not active. */
  const expectInactive = async (token: string, caller = api): Promise<void> => {
    const response = await ask(token, 'check_access', caller);
    expect([response.status, await response.text()]).toEqual([200, '{"active":false}']);
    expect(response.headers.get('cache-control')).toBe('no-store');
  };
  const expectActive = async (token: string): Promise<void> => {
    expect(await (await ask(token)).json()).toMatchObject({ active: true });
  };

  describe.each(['jwt', 'opaque'] as const)('of a token in the format %s', (accessTokenFormat) => {
    let web: RegisteredClient;
    let machine: RegisteredClient;
    const settings = { accessTokenFormat, audiences: [API] };
    const machineToken = async (): Promise<string> => {
      const response = await post(server, 'token', machine, { grant_type: 'client_credentials' });
      return ((await response.json()) as TokenAnswer).access_token;
    };

    beforeAll(async () => {
      web = await server.register({ ...settings, scopes: ['openid', 'profile', 'orders:read'] });
      machine = await server.register({
        ...settings,
        grantTypes: ['client_credentials'],
        redirectUris: [],
        scopes: ['orders:read'],
      });
    });

    it.each(['check_access', 'introspect'])('says at /%s who may do what', async (endpoint) => {
      const tokens = await obtainTokens(server, web, { scope: 'openid orders:read' });
      const response = await ask(tokens.access_token, endpoint);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/json;charset=UTF-8');
      expect(response.headers.get('cache-control')).toBe('no-store');
      const body = (await response.json()) as { iat: number };
      expect(body).toEqual({
        active: true,
        iss: server.issuer,
        sub: alice,
        client_id: web.clientId,
        username: 'alice',
        scope: 'openid orders:read',
        aud: API,
        token_type: 'Bearer',
        iat: expect.any(Number),
        exp: body.iat + 600,
        jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
        auth_time: expect.any(Number),
        acr: 'urn:portcullis:acr:password',
      });
      if (accessTokenFormat === 'jwt') {
        const { iss, sub, aud, client_id, scope, iat, exp, jti } = readJwt(tokens.access_token).claims;
        expect(body).toMatchObject({ iss, sub, aud, client_id, scope, iat, exp, jti });
      }
    });

    it('names no user where a client acts for itself', async () => {
      const body = (await (await ask(await machineToken())).json()) as { iat: number };
      expect(body).toEqual({
        active: true,
        iss: server.issuer,
        sub: machine.clientId,
        client_id: machine.clientId,
        scope: 'orders:read',
        aud: API,
        token_type: 'Bearer',
        iat: expect.any(Number),
        exp: body.iat + 600,
        jti: expect.any(String),
      });
    });

    it.each(['access_token', 'refresh_token', 'nonsense'])('does not mind the hint %s', async (hint) => {
      const token = await machineToken();
      const response = await post(server, 'check_access', api, { token, token_type_hint: hint });
      expect(await response.json()).toMatchObject({ active: true });
    });

    it('says nothing to an API that the token is not meant for', async () => {
      const token = await machineToken();
      await expectActive(token);
      await expectInactive(token, await registerApi(server, 'https://stock.example'));
      await expectInactive(token, await registerApi(server, 'https://orders.example/other'));
      await expectInactive(token, await registerApi(server, server.issuer));
    });

    it.each([
      ['a trailing slash', 'https://orders.example/'],
      ['capital letters in the host', 'https://ORDERS.example'],
      ['its default port', 'https://orders.example:443'],
    ])('answers an API that writes its own address with %s', async (_, audience) => {
      const token = await machineToken();
      const answer = await ask(token, 'check_access', await registerApi(server, audience));
      expect(await answer.json()).toMatchObject({ active: true, aud: API });
    });

    it('says nothing once the token has expired', async () => {
      const token = await machineToken();
      server.clock.advance(598);
      await expectActive(token);
      server.clock.advance(2);
      await expectInactive(token);
    });

    it('says nothing once the token is revoked', async () => {
      const token = await machineToken();
      await expectActive(token);
      await post(server, 'revoke', machine, { token });
      await expectInactive(token);
    });

    it('says nothing once the authorization is revoked', async () => {
      const tokens = await obtainTokens(server, web);
      await expectActive(tokens.access_token);
      await post(server, 'revoke', web, { token: tokens.refresh_token });
      await expectInactive(tokens.access_token);
    });

    it('says nothing while the client is disabled', async () => {
      const token = await machineToken();
      await server.registry.setDisabled(machine.clientId, true, ACTOR);
      await expectInactive(token);
      await server.registry.setDisabled(machine.clientId, false, ACTOR);
      await expectActive(token);
    });

    it('says nothing once the user was disabled, nor after enabling; a new sign-in brings a live token', async () => {
      const { access_token: token } = await obtainTokens(server, web);
      await expectActive(token);
      server.clock.advance(1);
      await server.users.setDisabled(alice, true, ACTOR);
      await expectInactive(token);
      await server.users.setDisabled(alice, false, ACTOR);
      await expectInactive(token);
      await expectActive((await obtainTokens(server, web)).access_token);
    });

    it('says nothing once the user has another password', async () => {
      const { access_token: token } = await obtainTokens(server, web);
      await expectActive(token);
      server.clock.advance(1);
      await server.users.setPassword(alice, PASSWORD, ACTOR);
      await expectInactive(token);
    });

    it('knows only the whole value, exactly', async () => {
      const token = await machineToken();
      const other = token.at(-10) === 'A' ? 'B' : 'A';
      await expectActive(token);
      for (const wrong of [
        token.slice(0, -1),
        `${token}A`,
        `${token} `,
        ` ${token}`,
        token.slice(0, -10) + other + token.slice(-9),
        token.toLowerCase(),
        token.toUpperCase(),
        `${token}=`,
        `${token}\0`,
      ]) {
        await expectInactive(wrong);
      }
    });

    it('says nothing of values that are no access tokens', async () => {
      const code = await obtainCode(server, web, { scope: 'openid' });
      await expectInactive(code.code);
      const tokens = (await (await redeem(server, web, code)).json()) as TokenAnswer;
      await expectActive(tokens.access_token);
      await expectInactive(tokens.refresh_token);
      await expectInactive(tokens.id_token);
      await expectInactive(web.secret!);
    });
  });

  it('says nothing of forged tokens', async () => {
    const machine = await server.register({
      grantTypes: ['client_credentials'],
      redirectUris: [],
      audiences: [API],
    });
    const response = await post(server, 'token', machine, { grant_type: 'client_credentials' });
    const { access_token: genuine } = (await response.json()) as TokenAnswer;
    await expectActive(genuine);
    for (const forged of Object.values(await forgeries(server, genuine))) await expectInactive(forged);
  });

  it.each([
    ['x'],
    ['a.b.c'],
    ['..'],
    ['.'],
    ['0'],
    ['null'],
    ['{"active":true}'],
    ["' OR 1=1 -- "],
    ['x'.repeat(20_000)],
    ['☃'],
    ['A'.repeat(64)],
    ['A'.repeat(80)],
  ])('says nothing of %p', async (token) => {
    await expectInactive(token);
  });

  it('serves the default audience, the issuer, to an API registered without one', async () => {
    const web = await server.register();
    const self = await server.register({
      grantTypes: ['client_credentials'],
      redirectUris: [],
      mayIntrospect: true,
    });
    const tokens = await obtainTokens(server, web);
    expect(await (await ask(tokens.access_token, 'check_access', self)).json()).toMatchObject({
      active: true,
      aud: server.issuer,
    });
    await expectInactive(tokens.access_token);
  });

  describe.each(['check_access', 'introspect'])('the caller at /%s', (endpoint) => {
    it.each<[string, Record<string, string>]>([
      ['nobody', {}],
      ['a client without its secret', { client_id: 'CLIENT' }],
      ['a client with a wrong secret', { client_id: 'CLIENT', client_secret: 'x' }],
    ])('is refused as %s', async (_, form) => {
      const client_id = form['client_id'] && api.clientId;
      const response = await post(server, endpoint, null, { token: 'x', ...form, client_id });
      await expectOAuthError(response, INVALID_CLIENT);
    });

    it('is refused with a user’s access token instead of credentials', async () => {
      const { access_token: token } = await obtainTokens(server, await server.register());
      const response = await post(server, endpoint, null, { token }, { authorization: `Bearer ${token}` });
      await expectOAuthError(response, INVALID_CLIENT);
    });

    it.each([
      ['a client without the permission', {}],
      ['a public client', { tokenEndpointAuthMethod: 'none' }],
    ] as const)('is refused as %s, even for its own token', async (_, settings) => {
      const client = await server.register(settings);
      const { access_token: token } = await obtainTokens(server, client);
      await expectOAuthError(await ask(token, endpoint, client), NOT_ALLOWED);
      await expectOAuthError(await ask('x', endpoint, client), NOT_ALLOWED);
    });

    it.each<[string, string, ExpectedError]>([
      ['no token', '', MISSING],
      ['an empty token', 'token=', MISSING],
      ['two tokens', 'token=a&token=a', MALFORMED],
      ['a list', 'token[]=a', MALFORMED],
      ['an object', 'token[a]=1', MALFORMED],
    ])('is refused with %s', async (_, form, error) => {
      await expectOAuthError(await post(server, endpoint, api, form), error);
    });

    it.each(['{"token":false}', '{"token":0}', '{"token":{"$ne":1}}'])(
      'is refused with JSON %s',
      async (body) => {
        const response = await fetch(server.url(endpoint), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        });
        await expectOAuthError(response, NOT_A_FORM);
      },
    );

    it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('is refused with %s', async (method) => {
      const response = await fetch(`${server.url(endpoint)}?token=x`, { method });
      expect(response.headers.get('allow')).toBe('POST');
      await expectOAuthError(response, [405, 'invalid_request', 'The request method is not allowed.']);
    });

    it('is not answered from the query', async () => {
      await expectOAuthError(await post(server, `${endpoint}?token=x`, api, {}), MISSING);
    });
  });
});
