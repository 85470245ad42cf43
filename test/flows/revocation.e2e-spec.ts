import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessToken, AuditEvent, Authorization } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import {
  introspect,
  obtainCode,
  obtainTokens,
  post,
  redeem,
  refresh,
  registerApi,
  type TokenAnswer,
} from '../support/flow.js';
import { readJwt } from '../support/jwt.js';
import {
  expectOAuthError,
  INVALID_CLIENT,
  MALFORMED,
  NOT_A_FORM,
  type ExpectedError,
} from '../support/oauth-error.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';

const MISSING: ExpectedError = [400, 'invalid_request', 'The parameter token is missing.'];
const INVALID_GRANT: ExpectedError = [400, 'invalid_grant', 'The grant is invalid, expired or already used.'];

describe.each(DATABASES)('revocation on %s', (database) => {
  let server: TestServer;
  let api: RegisteredClient;
  let web: RegisteredClient;
  let other: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    await server.addUser();
    api = await registerApi(server, server.issuer);
    web = await server.register();
    other = await server.register();
  });
  afterAll(() => server.close());

  const revoke = (client: RegisteredClient, token: string, more: Record<string, string> = {}) =>
    post(server, 'revoke', client, { token, ...more });

  /** 200 and an empty object, whatever became of the token (RFC 7009 section 2.2). */
  const expectRevoked = async (response: Response): Promise<void> => {
    expect([response.status, await response.text()]).toEqual([200, '{}']);
    expect(response.headers.get('content-type')).toBe('application/json;charset=UTF-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
  };
  const isActive = async (token: string): Promise<unknown> =>
    (await introspect(server, api, token))['active'];
  const events = (event: string): Promise<AuditEvent[]> => server.database.findMany(AuditEvent, { event });
  const rowsOf = (client: RegisteredClient): Promise<AccessToken[]> =>
    server.database.findMany(AccessToken, { clientId: client.clientId });

  describe.each([
    ['jwt', 'client_secret_basic'],
    ['opaque', 'client_secret_basic'],
    ['jwt', 'none'],
    ['opaque', 'client_secret_post'],
  ] as const)('of %s tokens by a client registered for %s', (accessTokenFormat, tokenEndpointAuthMethod) => {
    let client: RegisteredClient;

    beforeAll(async () => {
      client = await server.register({ accessTokenFormat, tokenEndpointAuthMethod });
    });

    it('ends a refresh token together with every access token of its authorization', async () => {
      const first = await obtainTokens(server, client);
      const second = (await (await refresh(server, client, first.refresh_token)).json()) as TokenAnswer;
      expect([await isActive(first.access_token), await isActive(second.access_token)]).toEqual([true, true]);

      await expectRevoked(await revoke(client, second.refresh_token));

      expect([await isActive(first.access_token), await isActive(second.access_token)]).toEqual([
        false,
        false,
      ]);
      for (const token of [second.refresh_token, first.refresh_token]) {
        await expectOAuthError(await refresh(server, client, token), INVALID_GRANT);
      }
    });

    it('ends the family by a refresh token that was rotated away', async () => {
      const first = await obtainTokens(server, client);
      const second = (await (await refresh(server, client, first.refresh_token)).json()) as TokenAnswer;
      await expectRevoked(await revoke(client, first.refresh_token));
      expect(await isActive(second.access_token)).toBe(false);
      await expectOAuthError(await refresh(server, client, second.refresh_token), INVALID_GRANT);
    });

    it('ends an access token alone', async () => {
      const first = await obtainTokens(server, client);
      const second = (await (await refresh(server, client, first.refresh_token)).json()) as TokenAnswer;
      await expectRevoked(await revoke(client, first.access_token));
      expect([await isActive(first.access_token), await isActive(second.access_token)]).toEqual([
        false,
        true,
      ]);
      expect((await refresh(server, client, second.refresh_token)).status).toBe(200);
    });

    it.each([
      ['refresh_token', 'access_token'],
      ['access_token', 'refresh_token'],
      ['refresh_token', 'nonsense'],
    ] as const)('ends a %s under the hint %s', async (kind, token_type_hint) => {
      const tokens = await obtainTokens(server, client);
      await expectRevoked(await revoke(client, tokens[kind], { token_type_hint }));
      expect(await isActive(tokens.access_token)).toBe(false);
    });

    it('leaves another client’s tokens alone', async () => {
      const tokens = await obtainTokens(server, client);
      await expectRevoked(await revoke(other, tokens.refresh_token));
      await expectRevoked(await revoke(other, tokens.access_token));
      expect(await isActive(tokens.access_token)).toBe(true);
      expect((await refresh(server, client, tokens.refresh_token)).status).toBe(200);
    });
  });

  it('leaves one revoked authorization and one audit event, however often it is asked', async () => {
    const tokens = await obtainTokens(server, web);
    const before = (await events('refresh_token.revoked')).length;
    await Promise.all(
      Array.from({ length: 5 }, async () => expectRevoked(await revoke(web, tokens.refresh_token))),
    );
    await expectRevoked(await revoke(web, tokens.refresh_token));
    const recorded = (await events('refresh_token.revoked')).slice(before);
    expect(recorded).toHaveLength(1);
    expect(recorded[0]).toMatchObject({ clientId: web.clientId, actor: null });
    const id = Buffer.from((recorded[0]!.data as { authorization: string }).authorization, 'hex');
    expect((await server.database.find(Authorization, { id }))?.revokedAt).toEqual(expect.any(Number));
  });

  it('writes down a revoked JWT by its id, until it would have expired', async () => {
    const client = await server.register({
      grantTypes: ['client_credentials'],
      redirectUris: [],
      scopes: ['a'],
    });
    const response = await post(server, 'token', client, { grant_type: 'client_credentials' });
    const { access_token: token } = (await response.json()) as TokenAnswer;
    expect(await rowsOf(client)).toEqual([]);
    await Promise.all(Array.from({ length: 5 }, async () => expectRevoked(await revoke(client, token))));
    const { jti, iat, exp } = readJwt(token).claims;
    expect((await rowsOf(client)).map((row) => ({ ...row }))).toEqual([
      {
        id: Buffer.from(jti!.replaceAll('-', ''), 'hex'),
        digest: null,
        authorizationId: null,
        clientId: client.clientId,
        subject: client.clientId,
        scopes: ['a'],
        audience: [server.issuer],
        dpopJkt: null,
        act: null,
        exchangedFrom: [],
        issuedAt: iat! * 1000,
        expiresAt: exp! * 1000,
        revokedAt: expect.any(Number),
      },
    ]);
  });

  it('records the end of an authorization with it, or neither', async () => {
    const tokens = await obtainTokens(server, web);
    const rename = (from: string, to: string): Promise<unknown> =>
      server.database.run((manager) => manager.query(`ALTER TABLE ${from} RENAME TO ${to}`));
    const before = (await events('refresh_token.revoked')).length;
    await rename('oauth_audit_event', 'oauth_audit_event_gone');
    const failed = await revoke(web, tokens.refresh_token);
    await rename('oauth_audit_event_gone', 'oauth_audit_event');
    expect(failed.status).toBe(503);
    await expectRevoked(await revoke(web, tokens.refresh_token));
    expect((await events('refresh_token.revoked')).length).toBe(before + 1);
    expect(await isActive(tokens.access_token)).toBe(false);
  });

  it('marks the row of a revoked opaque token and keeps its first time', async () => {
    const client = await server.register({
      grantTypes: ['client_credentials'],
      redirectUris: [],
      accessTokenFormat: 'opaque',
    });
    const response = await post(server, 'token', client, { grant_type: 'client_credentials' });
    const { access_token: token } = (await response.json()) as TokenAnswer;
    expect((await rowsOf(client)).map((row) => row.revokedAt)).toEqual([null]);
    await expectRevoked(await revoke(client, token));
    const [{ revokedAt } = { revokedAt: null }] = await rowsOf(client);
    expect(revokedAt).toEqual(expect.any(Number));
    server.clock.advance(5);
    await expectRevoked(await revoke(client, token));
    expect((await rowsOf(client)).map((row) => row.revokedAt)).toEqual([revokedAt]);
  });

  it('answers 200 for what is no token of this server, and writes nothing', async () => {
    const client = await server.register();
    const code = await obtainCode(server, client);
    const recorded = (await server.database.findMany(AuditEvent, {})).length;
    for (const value of ['x', 'a.b.c', 'A'.repeat(64), 'A'.repeat(80), 'x'.repeat(20_000), '☃', code.code]) {
      await expectRevoked(await revoke(client, value));
    }
    expect(await rowsOf(client)).toEqual([]);
    expect(await server.database.findMany(AuditEvent, {})).toHaveLength(recorded);
    const tokens = (await (await redeem(server, client, code)).json()) as TokenAnswer;
    await expectRevoked(await revoke(client, tokens.id_token));
    expect(await rowsOf(client)).toEqual([]);
    expect(await isActive(tokens.access_token)).toBe(true);
  });

  it('writes nothing for a token that has expired', async () => {
    const client = await server.register({ accessTokenSeconds: 5 });
    const tokens = await obtainTokens(server, client);
    server.clock.advance(6);
    await expectRevoked(await revoke(client, tokens.access_token));
    expect(await rowsOf(client)).toEqual([]);
  });

  it.each(['refresh_token', 'access_token'] as const)(
    'of a %s is seen by another process at once',
    async (kind) => {
      const tokens = await obtainTokens(server, web);
      const second = await TestServer.start({
        database,
        storage: server.storage,
        options: { issuer: server.issuer },
      });
      try {
        const ask = async (): Promise<unknown> => {
          const response = await fetch(`${second.listening}/oauth/userinfo`, {
            headers: { authorization: `Bearer ${tokens.access_token}` },
          });
          return response.status;
        };
        expect(await ask()).toBe(200);
        await expectRevoked(await revoke(web, tokens[kind]));
        expect(await ask()).toBe(401);
      } finally {
        await second.close();
      }
    },
  );

  describe('the request', () => {
    it('needs client authentication', async () => {
      const tokens = await obtainTokens(server, web);
      for (const form of [
        { token: tokens.refresh_token },
        { token: tokens.refresh_token, client_id: web.clientId },
        { token: tokens.refresh_token, client_id: web.clientId, client_secret: 'x' },
      ]) {
        await expectOAuthError(await post(server, 'revoke', null, form), INVALID_CLIENT);
      }
      expect(await isActive(tokens.access_token)).toBe(true);
    });

    it.each<[string, string, ExpectedError]>([
      ['no token', '', MISSING],
      ['an empty token', 'token=', MISSING],
      ['two tokens', 'token=a&token=b', MALFORMED],
      ['a list', 'token[]=a', MALFORMED],
      ['an object', 'token[$ne]=a', MALFORMED],
      ['two hints', 'token=a&token_type_hint=a&token_type_hint=b', MALFORMED],
    ])('is refused with %s', async (_, form, error) => {
      await expectOAuthError(await post(server, 'revoke', web, form), error);
    });

    it('is refused as JSON', async () => {
      const headers = { 'content-type': 'application/json' };
      await expectOAuthError(await post(server, 'revoke', web, '{"token":false}', headers), NOT_A_FORM);
    });

    it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('is refused with %s', async (method) => {
      const response = await fetch(`${server.url('revoke')}?token=x`, { method });
      expect(response.headers.get('allow')).toBe('POST');
      await expectOAuthError(response, [405, 'invalid_request', 'The request method is not allowed.']);
    });
  });
});
