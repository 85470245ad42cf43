import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../support/databases.js';
import { DpopKey } from '../support/dpop-key.js';
import {
  allow,
  authorizeUrl,
  basic,
  obtainCode,
  obtainTokens,
  post,
  redeem,
  refresh,
  registerApi,
  signIn,
  type TokenAnswer,
} from '../support/flow.js';
import type { Parameters } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { readJwt } from '../support/jwt.js';
import { expectOAuthError, MALFORMED, NOT_A_FORM, type ExpectedError } from '../support/oauth-error.js';
import { ACTOR, TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

const API = 'https://orders.example';
const UNKNOWN_TOKEN: ExpectedError = [400, 'invalid_token', 'Token was not recognised'];
const INVALID_CLIENT: ExpectedError = [401, 'invalid_client', 'Client authentication failed.'];
const NOT_FOUND: ExpectedError = [404, 'invalid_request', 'There is no such endpoint.'];
const CHALLENGE = 'Basic realm="oauth2/client"';

describe.each(DATABASES)('legacy: true on %s', (database) => {
  let server: TestServer;
  let api: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start({ database, options: { legacy: true } });
    await server.addUser('alice', { authorities: ['ROLE_USER', 'ROLE_CLERK'] });
    await server.addUser('bob', { authorities: [] });
    api = await registerApi(server, API);
  });
  afterAll(() => server.close());

  const check = (token: string, caller = api): Promise<Response> =>
    post(server, 'check_token', caller, { token });

  describe.each(['jwt', 'opaque'] as const)(
    'check_token of a token in the format %s',
    (accessTokenFormat) => {
      let web: RegisteredClient;
      let machine: RegisteredClient;

      beforeAll(async () => {
        const settings = { accessTokenFormat, audiences: [API] };
        web = await server.register({ ...settings, scopes: ['openid', 'profile', 'orders:read'] });
        machine = await server.register({
          ...settings,
          grantTypes: ['client_credentials'],
          redirectUris: [],
          scopes: ['orders:read'],
        });
      });

      const machineToken = async (): Promise<string> => {
        const response = await post(server, 'token', machine, { grant_type: 'client_credentials' });
        return ((await response.json()) as TokenAnswer).access_token;
      };

      it('answers with exactly these members for a user', async () => {
        const tokens = await obtainTokens(server, web, { scope: 'openid orders:read' });
        const response = await check(tokens.access_token);
        expect(response.status).toBe(200);
        expect(response.headers.get('content-type')).toBe('application/json;charset=UTF-8');
        expect(response.headers.get('cache-control')).toBe('no-store');
        expect(await response.json()).toEqual({
          active: true,
          user_name: 'alice',
          authorities: ['ROLE_USER', 'ROLE_CLERK'],
          client_id: web.clientId,
          scope: ['openid', 'orders:read'],
          aud: [API],
          exp: expect.any(Number),
          jti: expect.any(String),
          ...(accessTokenFormat === 'jwt' && {
            exp: readJwt(tokens.access_token).claims.exp,
            jti: readJwt(tokens.access_token).claims.jti,
          }),
        });
      });

      it('knows nothing of a token that is bound to a key, which nobody could ask for here', async () => {
        const proof = await (await DpopKey.create()).header(server);
        const response = await post(server, 'token', machine, { grant_type: 'client_credentials' }, proof);
        const tokens = (await response.json()) as TokenAnswer;
        expect(tokens.token_type).toBe('DPoP');
        await expectOAuthError(await check(tokens.access_token), UNKNOWN_TOKEN);
      });

      it('leaves out authorities that are empty', async () => {
        const visitor = new Visitor();
        const proof = pkce();
        const page = await visitor.visit(authorizeUrl(server, web, proof));
        const consent = await signIn(visitor, page, 'bob');
        const callback = new URL((await allow(visitor, consent)).url);
        const result = { ...proof, code: callback.searchParams.get('code')!, callback, visitor };
        const tokens = (await (await redeem(server, web, result)).json()) as TokenAnswer;
        const body = await (await check(tokens.access_token)).json();
        expect(body).toMatchObject({ user_name: 'bob' });
        expect(body).not.toHaveProperty('authorities');
      });

      it('answers with exactly these members for a client itself', async () => {
        expect(await (await check(await machineToken())).json()).toEqual({
          active: true,
          client_id: machine.clientId,
          scope: ['orders:read'],
          aud: [API],
          exp: expect.any(Number),
          jti: expect.any(String),
        });
      });

      it('says 400 invalid_token, never active: false, for a token that is no more', async () => {
        const revoked = await machineToken();
        await post(server, 'revoke', machine, { token: revoked });
        await expectOAuthError(await check(revoked), UNKNOWN_TOKEN);

        const ofADisabledClient = await machineToken();
        await server.registry.setDisabled(machine.clientId, true, ACTOR);
        await expectOAuthError(await check(ofADisabledClient), UNKNOWN_TOKEN);
        await server.registry.setDisabled(machine.clientId, false, ACTOR);
        expect((await check(ofADisabledClient)).status).toBe(200);
      });

      it('says 400 invalid_token for a token that is meant for another API', async () => {
        const other = await registerApi(server, 'https://stock.example');
        await expectOAuthError(await check(await machineToken(), other), UNKNOWN_TOKEN);
      });

      it('says that a token has expired, where that is the reason', async () => {
        const token = await machineToken();
        server.clock.advance(600);
        await expectOAuthError(await check(token), [400, 'invalid_token', 'Token has expired']);
      });
    },
  );

  it.each([['x'], ['a.b.c'], ['A'.repeat(64)], ['☃']])('check_token does not recognise %p', async (token) => {
    await expectOAuthError(await check(token), UNKNOWN_TOKEN);
  });

  describe('the caller of check_token', () => {
    it('authenticates with HTTP Basic only', async () => {
      const posting = await server.register({
        tokenEndpointAuthMethod: 'client_secret_post',
        mayIntrospect: true,
      });
      const none: Parameters[] = [
        { token: 'x' },
        { token: 'x', client_id: api.clientId },
        { token: 'x', client_id: api.clientId, client_secret: api.secret! },
        { token: 'x', client_id: posting.clientId, client_secret: posting.secret! },
      ];
      for (const form of none) {
        await expectOAuthError(await post(server, 'check_token', null, form), INVALID_CLIENT, CHALLENGE);
      }
    });

    it.each<[string, () => Record<string, string>]>([
      ['a wrong secret', () => basic({ ...api, secret: 'x' })],
      ['an unknown id', () => basic({ ...api, clientId: 'nobody' })],
      ['a header that is no base64', () => ({ authorization: 'Basic {}' })],
      ['another scheme', () => ({ authorization: 'Bearer x' })],
    ])('is refused with %s, in the realm of the older dialect', async (_, headers) => {
      const response = await post(server, 'check_token', null, { token: 'x' }, headers());
      await expectOAuthError(response, INVALID_CLIENT, CHALLENGE);
    });

    it('may send form credentials that do not count', async () => {
      const response = await post(server, 'check_token', api, {
        token: 'x',
        client_id: 'a',
        client_secret: 'b',
      });
      await expectOAuthError(response, UNKNOWN_TOKEN);
    });

    it('needs the same permission as for check_access', async () => {
      const web = await server.register();
      const { access_token: token } = await obtainTokens(server, web);
      await expectOAuthError(await check(token, web), [
        403,
        'access_denied',
        'This client may not introspect tokens.',
      ]);
    });

    it.each<[string, string, ExpectedError]>([
      ['no token', '', [400, 'invalid_request', 'The parameter token is missing.']],
      ['two tokens', 'token=a&token=b', MALFORMED],
    ])('is refused with %s', async (_, form, error) => {
      await expectOAuthError(await post(server, 'check_token', api, form), error);
    });

    it('is refused with JSON', async () => {
      const headers = { 'content-type': 'application/json' };
      await expectOAuthError(await post(server, 'check_token', api, '{"token":0}', headers), NOT_A_FORM);
    });

    it.each(['GET', 'PUT', 'DELETE'])('is refused with %s', async (method) => {
      const response = await fetch(`${server.url('check_token')}?token=x`, { method, headers: basic(api) });
      expect(response.headers.get('allow')).toBe('POST');
      await expectOAuthError(response, [405, 'invalid_request', 'The request method is not allowed.']);
    });
  });

  it('is not in the metadata, and check_access stays as it is', async () => {
    const document = await (await fetch(`${server.issuer}/.well-known/openid-configuration`)).text();
    expect(document).not.toContain('check_token');
    expect((JSON.parse(document) as Record<string, unknown>)['response_types_supported']).toEqual(['code']);
    const inactive = await post(server, 'check_access', api, { token: 'x' });
    expect([inactive.status, await inactive.text()]).toEqual([200, '{"active":false}']);
  });

  it('response_type=authorization_code means code, and scope comes beside the code', async () => {
    const client = await server.register();
    const result = await obtainCode(server, client, { response_type: 'authorization_code' });
    expect(Object.fromEntries(result.callback.searchParams)).toEqual({
      code: result.code,
      scope: 'openid profile',
      state: 'st4te',
      iss: server.issuer,
    });
    expect((await redeem(server, client, result)).status).toBe(200);
  });

  it('scope beside the code also where the standard name is used', async () => {
    const { callback } = await obtainCode(server, await server.register(), { scope: 'openid' });
    expect(callback.searchParams.getAll('scope')).toEqual(['openid']);
  });

  it('expire_in stands beside expires_in in every token answer', async () => {
    const client = await server.register({
      grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    });
    const tokens = await obtainTokens(server, client);
    const answers = [
      tokens,
      await (await refresh(server, client, tokens.refresh_token)).json(),
      await (await post(server, 'token', client, { grant_type: 'client_credentials' })).json(),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ expires_in: 600, expire_in: 600 });
  });

  it('token_key writes the base64 on one line', async () => {
    const body = await (await fetch(server.url('token_key'))).json();
    expect(body).toEqual({
      alg: 'SHA256withECDSA',
      value: expect.stringMatching(/^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=]+\n-----END PUBLIC KEY-----$/),
    });
  });

  describe('weakens nothing', () => {
    const errorOf = async (more: Parameters): Promise<string | null> => {
      const page = await new Visitor().visit(authorizeUrl(server, await server.register(), pkce(), more));
      return page.left ? new URL(page.url).searchParams.get('error') : null;
    };

    it.each<[string, Parameters, string]>([
      ['no PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
      ['the method plain', { code_challenge_method: 'plain' }, 'invalid_request'],
      ['response_type=token', { response_type: 'token' }, 'unsupported_response_type'],
      [
        'no PKCE under the older name',
        { response_type: 'authorization_code', code_challenge: undefined },
        'invalid_request',
      ],
    ])('refuses %s', async (_, more, error) => {
      expect(await errorOf(more)).toBe(error);
    });

    it('refuses the password grant', async () => {
      const response = await post(server, 'token', await server.register(), { grant_type: 'password' });
      await expectOAuthError(response, [400, 'unsupported_grant_type', 'The grant type is not supported.']);
    });
  });
});

describe('legacy off', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    await server.addUser();
  });
  afterAll(() => server.close());

  it.each(['POST', 'GET', 'PUT'])('has no check_token (%s)', async (method) => {
    const api = await registerApi(server, API);
    const response = await fetch(server.url('check_token'), {
      method,
      headers: { ...basic(api), 'content-type': 'application/x-www-form-urlencoded' },
      ...(method === 'POST' && { body: 'token=x' }),
    });
    await expectOAuthError(response, NOT_FOUND);
  });

  it('refuses response_type=authorization_code', async () => {
    const client = await server.register();
    const page = await new Visitor().visit(
      authorizeUrl(server, client, pkce(), { response_type: 'authorization_code' }),
    );
    expect(new URL(page.url).searchParams.get('error')).toBe('unsupported_response_type');
  });

  it('sends no scope beside the code and no expire_in', async () => {
    const client = await server.register();
    const result = await obtainCode(server, client);
    expect([...result.callback.searchParams.keys()].sort()).toEqual(['code', 'iss', 'state']);
    expect(Object.keys((await (await redeem(server, client, result)).json()) as object).sort()).toEqual([
      'access_token',
      'expires_in',
      'id_token',
      'refresh_token',
      'scope',
      'token_type',
    ]);
  });
});
