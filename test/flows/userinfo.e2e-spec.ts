import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyRing } from '@portcullis/oauth';
import { SignJWT } from 'jose';
import { DATABASES } from '../support/databases.js';
import { obtainTokens, post, type TokenAnswer } from '../support/flow.js';
import { readJwt, forgeries } from '../support/jwt.js';
import { expectOAuthError, type ExpectedError } from '../support/oauth-error.js';
import { rawRequest } from '../support/raw-request.js';
import { ACTOR, TestServer, type RegisteredClient } from '../support/test-server.js';

const INVALID_TOKEN: ExpectedError = [401, 'invalid_token', 'The access token is invalid or expired.'];
const INSUFFICIENT: ExpectedError = [
  403,
  'insufficient_scope',
  'The access token lacks a scope that this endpoint needs.',
];
const TWICE: ExpectedError = [400, 'invalid_request', 'The access token was sent in more than one way.'];
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const ADDRESS = { formatted: 'Friar Street 1, Oxford', country: 'GB' };
const CLAIMS = {
  name: 'Alice Liddell',
  given_name: 'Alice',
  locale: 'en-GB',
  updated_at: 1700000000,
  email: 'alice@example.com',
  email_verified: true,
  phone_number: '+44 1865 000000',
  phone_number_verified: false,
  address: ADDRESS,
  // Neither has a place in an answer.
  nickname: '',
  picture: undefined,
  employee_number: 42,
  authorities: ['ROLE_ADMIN'],
};
const PROFILE = {
  preferred_username: 'alice',
  name: 'Alice Liddell',
  given_name: 'Alice',
  locale: 'en-GB',
  updated_at: 1700000000,
};
const EMAIL = { email: 'alice@example.com', email_verified: true };

describe.each(DATABASES)('userinfo on %s', (database) => {
  let server: TestServer;
  let subject: string;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    subject = (await server.addUser('alice', CLAIMS)).subject;
  });
  afterAll(() => server.close());

  const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
  const ask = (headers: Record<string, string>, init: RequestInit = {}, query = ''): Promise<Response> =>
    fetch(server.url('userinfo') + query, { ...init, headers });
  const expectRefused = (response: Response, error: ExpectedError, scope = ''): Promise<void> =>
    expectOAuthError(
      response,
      error,
      `Bearer error="${error[1]}", error_description="${error[2]}"${scope && `, scope="${scope}"`}`,
    );

  describe.each(['jwt', 'opaque'] as const)('with a token in the format %s', (accessTokenFormat) => {
    let client: RegisteredClient;

    beforeAll(async () => {
      client = await server.register({
        accessTokenFormat,
        scopes: ['openid', 'profile', 'email', 'address', 'phone', 'orders:read'],
      });
    });

    it.each<[string, object]>([
      ['openid', {}],
      ['openid profile', PROFILE],
      ['openid email', EMAIL],
      ['openid address', { address: ADDRESS }],
      ['openid phone', { phone_number: '+44 1865 000000', phone_number_verified: false }],
      ['openid orders:read', {}],
      ['email openid profile', { ...PROFILE, ...EMAIL }],
    ])('and the scope %s gives exactly its claims, the same to GET and POST', async (scope, claims) => {
      const tokens = await obtainTokens(server, client, { scope });
      expect(readJwt(tokens.id_token).claims.sub).toBe(subject);
      for (const init of [
        { method: 'GET' },
        { method: 'POST' },
        { method: 'POST', body: 'unrelated=1', headers: FORM },
      ]) {
        const response = await ask({ ...init.headers, ...bearer(tokens.access_token) }, init);
        expect(response.status).toBe(200);
        expect(response.headers.get('content-type')).toBe('application/json;charset=UTF-8');
        expect(response.headers.get('cache-control')).toBe('no-store');
        expect(await response.json()).toEqual({ sub: subject, ...claims });
      }
    });

    it('is refused without the scope openid', async () => {
      const tokens = await obtainTokens(server, client, { scope: 'profile email' });
      expect(tokens).not.toHaveProperty('id_token');
      await expectRefused(await ask(bearer(tokens.access_token)), INSUFFICIENT, 'openid');
    });

    it('is refused for a token of the client itself', async () => {
      const machine = await server.register({
        accessTokenFormat,
        grantTypes: ['client_credentials'],
        redirectUris: [],
        scopes: ['openid', 'orders:read'],
      });
      const answer = await post(server, 'token', machine, { grant_type: 'client_credentials' });
      const { access_token: token } = (await answer.json()) as TokenAnswer;
      await expectRefused(await ask(bearer(token)), INSUFFICIENT, 'openid');
    });

    it('is refused once the token has expired', async () => {
      const { access_token: token } = await obtainTokens(server, client);
      expect((await ask(bearer(token))).status).toBe(200);
      server.clock.advance(600);
      await expectRefused(await ask(bearer(token)), INVALID_TOKEN);
    });

    it.each(['access_token', 'refresh_token'] as const)('is refused once the %s is revoked', async (kind) => {
      const tokens = await obtainTokens(server, client);
      await post(server, 'revoke', client, { token: tokens[kind] });
      await expectRefused(await ask(bearer(tokens.access_token)), INVALID_TOKEN);
    });

    it('is refused once the user was disabled, and stays so', async () => {
      const { access_token: token } = await obtainTokens(server, client);
      server.clock.advance(1);
      await server.users.setDisabled(subject, true, ACTOR);
      await expectRefused(await ask(bearer(token)), INVALID_TOKEN);
      await server.users.setDisabled(subject, false, ACTOR);
      await expectRefused(await ask(bearer(token)), INVALID_TOKEN);
      const { access_token: next } = await obtainTokens(server, client);
      expect((await ask(bearer(next))).status).toBe(200);
    });

    it('is refused while the client is disabled', async () => {
      const { access_token: token } = await obtainTokens(server, client);
      await server.registry.setDisabled(client.clientId, true, ACTOR);
      await expectRefused(await ask(bearer(token)), INVALID_TOKEN);
      await server.registry.setDisabled(client.clientId, false, ACTOR);
      expect((await ask(bearer(token))).status).toBe(200);
    });
  });

  describe('the token', () => {
    let tokens: TokenAnswer;

    beforeAll(async () => {
      tokens = await obtainTokens(server, await server.register());
    });

    const expectNone = async (response: Response): Promise<void> => {
      expect({
        status: response.status,
        challenge: response.headers.get('www-authenticate'),
        cache: response.headers.get('cache-control'),
        body: await response.text(),
      }).toEqual({
        status: 401,
        challenge: 'Bearer, DPoP algs="ES256 ES384 ES512 PS256 RS256 EdDSA Ed25519"',
        cache: 'no-store',
        body: '{}',
      });
    };

    it('is asked for, without an error code, when there is none', async () => {
      await expectNone(await ask({}));
      await expectNone(await ask({}, { method: 'POST' }));
      await expectNone(await ask({ authorization: `Basic ${btoa('a:b')}` }));
    });

    it('is not read from the query or the body', async () => {
      await expectNone(await ask({}, {}, `?access_token=${tokens.access_token}`));
      const body = new URLSearchParams({ access_token: tokens.access_token }).toString();
      await expectNone(await ask(FORM, { method: 'POST', body }));
    });

    it.each(['bearer', 'BEARER', 'Bearer'])('may be announced as %s', async (scheme) => {
      expect((await ask({ authorization: `${scheme} ${tokens.access_token}` })).status).toBe(200);
    });

    it('in the query changes nothing beside a good header', async () => {
      expect((await ask(bearer(tokens.access_token), {}, '?access_token=x')).status).toBe(200);
    });

    it('must not come in two ways', async () => {
      const body = new URLSearchParams({ access_token: tokens.access_token }).toString();
      const response = await ask({ ...FORM, ...bearer(tokens.access_token) }, { method: 'POST', body });
      await expectRefused(response, TWICE);
    });

    it('must not come in two headers', async () => {
      const header = `Authorization: Bearer ${tokens.access_token}`;
      const answer = await rawRequest(server, ['GET /oauth/userinfo HTTP/1.1', header, header]);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('"error":"invalid_request"');
      expect(answer).not.toContain(subject);
    });

    it.each(['Bearer', 'Bearer a b', 'Bearer a,b', 'Bearer "a"'])(
      'is malformed as %p',
      async (authorization) => {
        await expectRefused(await ask({ authorization }), [
          400,
          'invalid_request',
          "The Authorization header is not 'Bearer' and one token.",
        ]);
      },
    );

    it.each([['x'], ['a.b.c'], ['A'.repeat(64)], ['A'.repeat(80)], ['x'.repeat(9_000)]])(
      'is invalid as %p',
      async (token) => {
        await expectRefused(await ask(bearer(token)), INVALID_TOKEN);
      },
    );

    it.each(['id_token', 'refresh_token'] as const)('must not be an %s', async (kind) => {
      await expectRefused(await ask(bearer(tokens[kind])), INVALID_TOKEN);
    });

    it.each(['JWT', 'logout+jwt', 'token-introspection+jwt', undefined])(
      'must not be a JWT of the type %s, although we signed it',
      async (typ) => {
        const { kid, alg, privateKey } = server.app.get(KeyRing, { strict: false }).current('ES256');
        const { claims: payload } = readJwt(tokens.access_token);
        const signed = (type: string | undefined): Promise<string> =>
          new SignJWT(payload).setProtectedHeader({ alg, kid, ...(type && { typ: type }) }).sign(privateKey);
        expect((await ask(bearer(await signed('at+jwt')))).status).toBe(200);
        await expectRefused(await ask(bearer(await signed(typ))), INVALID_TOKEN);
      },
    );

    it('must not be forged', async () => {
      expect((await ask(bearer(tokens.access_token))).status).toBe(200);
      for (const forged of Object.values(await forgeries(server, tokens.access_token))) {
        await expectRefused(await ask(bearer(forged)), INVALID_TOKEN);
      }
    });
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('is not for %s', async (method) => {
    const response = await ask({}, { method });
    expect(response.headers.get('allow')).toBe('GET, POST');
    await expectOAuthError(response, [405, 'invalid_request', 'The request method is not allowed.']);
  });
});
