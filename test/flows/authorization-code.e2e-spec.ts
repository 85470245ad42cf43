import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AccessToken,
  AuditEvent,
  Authorization,
  AuthorizationCode,
  Pruner,
  readHandle,
  RefreshToken,
} from '@portcullis/oauth';
import { get } from '../support/answers.js';
import { readJwt } from '../support/jwt.js';
import { expectOAuthError, INVALID_GRANT, invalidTarget } from '../support/oauth-error.js';
import { DATABASES } from '../support/databases.js';
import {
  introspect,
  obtainCode,
  obtainTokens,
  post,
  redeem,
  refresh,
  registerApi,
  type CodeResult,
  type TokenAnswer,
} from '../support/flow.js';
import type { Parameters } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

const MISSING_CODE = [400, 'invalid_request', 'The parameter code is missing.'] as const;
const REPEATED = [400, 'invalid_request', 'A parameter is repeated or is not a string.'] as const;

describe.each(DATABASES)('authorization code on %s', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let app: RegisteredClient;
  let evil: RegisteredClient;
  let api: RegisteredClient;
  let alice: string;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    alice = (await server.addUser()).subject;
    client = await server.register();
    app = await server.register({ name: 'App', tokenEndpointAuthMethod: 'none' });
    evil = await server.register({ name: 'Evil', redirectUris: ['https://evil.example/cb'] });
    api = await registerApi(server, server.issuer);
  });
  afterAll(() => server.close());

  /** Signed in once for all tests. */
  const browser = new Visitor();
  const obtain = (by: RegisteredClient, more: Parameters = {}): Promise<CodeResult> =>
    obtainCode(server, by, more, browser);

  const tokensOf = async (response: Response): Promise<TokenAnswer> => {
    expect(response.status).toBe(200);
    return (await response.json()) as TokenAnswer;
  };

  const rowsOf = async ({ code }: CodeResult) => {
    const { id } = readHandle(code)!;
    const { database: db } = server;
    return {
      authorization: (await db.find(Authorization, { id }))!,
      code: (await db.find(AuthorizationCode, { id }))!,
      family: await db.find(RefreshToken, { id }),
      accessTokens: await db.findMany(AccessToken, { authorizationId: id }),
    };
  };

  /** A refused redemption leaves the code as it was and issues nothing. */
  const expectUntouched = async (result: CodeResult): Promise<void> => {
    const rows = await rowsOf(result);
    expect(rows.code.consumedAt).toBeNull();
    expect(rows.authorization.revokedAt).toBeNull();
    expect(rows.family).toBeNull();
    expect(rows.accessTokens).toEqual([]);
  };

  const expectAlive = async (tokens: TokenAnswer, by = client): Promise<void> => {
    expect(await introspect(server, api, tokens.access_token)).toMatchObject({ active: true });
    expect((await refresh(server, by, tokens.refresh_token)).status).toBe(200);
  };

  const expectDead = async (tokens: TokenAnswer, by = client): Promise<void> => {
    expect(await introspect(server, api, tokens.access_token)).toEqual({ active: false });
    const bearer = { authorization: `Bearer ${tokens.access_token}` };
    expect((await get(server.url('userinfo'), bearer)).status).toBe(401);
    await expectOAuthError(await refresh(server, by, tokens.refresh_token), INVALID_GRANT);
  };

  describe('redeemed', () => {
    it('brings exactly the members of the specification, not to be cached', async () => {
      const response = await redeem(server, client, await obtain(client));
      expect(response.headers.get('content-type')).toBe('application/json;charset=UTF-8');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('pragma')).toBe('no-cache');
      expect(await tokensOf(response)).toEqual({
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        token_type: 'Bearer',
        expires_in: 600,
        scope: 'openid profile',
        refresh_token: expect.stringMatching(/^[\w-]{80}$/),
        id_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      });
    });

    it('tells who, for whom, until when, in access and ID token', async () => {
      const result = await obtain(client, { nonce: 'n-0S6_WzA2Mj' });
      const tokens = await tokensOf(await redeem(server, client, result));
      const { authorization } = await rowsOf(result);
      const authTime = Math.floor(authorization.authenticatedAt / 1000);
      const access = readJwt(tokens.access_token);
      expect(access.header).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.any(String) });
      const iat = access.claims['iat'] as number;
      const grantId = authorization.id.toString('hex');
      expect(access.claims).toEqual({
        iss: server.issuer,
        sub: alice,
        aud: server.issuer,
        client_id: client.clientId,
        scope: 'openid profile',
        iat,
        exp: iat + 600,
        jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
        auth_time: authTime,
        acr: 'urn:portcullis:acr:password',
        grant_id: expect.any(String),
      });
      expect(String(access.claims['grant_id']).replaceAll('-', '')).toBe(grantId);
      const id = readJwt(tokens.id_token);
      expect(id.header).toEqual({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) });
      const half = createHash('sha256').update(tokens.access_token).digest().subarray(0, 16);
      expect(id.claims).toEqual({
        iss: server.issuer,
        sub: alice,
        aud: client.clientId,
        iat,
        exp: iat + 600,
        auth_time: authTime,
        acr: 'urn:portcullis:acr:password',
        amr: ['pwd'],
        sid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        at_hash: half.toString('base64url'),
        nonce: 'n-0S6_WzA2Mj',
      });
    });

    it('leaves a used code and one refresh token family, as digests', async () => {
      const result = await obtain(client);
      const { refresh_token: token } = await tokensOf(await redeem(server, client, result));
      const { authorization, code, family, accessTokens } = await rowsOf(result);
      const sha256 = (value: string): Buffer => createHash('sha256').update(value).digest();
      expect(code.digest).toEqual(sha256(result.code));
      expect(code.consumedAt).toEqual(expect.any(Number));
      expect(code.expiresAt - authorization.createdAt).toBe(60_000);
      expect(authorization).toMatchObject({
        clientId: client.clientId,
        subject: alice,
        scopes: ['openid', 'profile'],
        resources: [],
        revokedAt: null,
        expiresAt: authorization.createdAt + 90 * 86_400_000,
      });
      expect(family).toMatchObject({
        generation: 1,
        digest: sha256(token),
        previousDigest: null,
        rotations: [],
        answer: null,
        repeats: 0,
        expiresAt: authorization.expiresAt,
      });
      expect(accessTokens).toEqual([]);
    });

    it('brings an opaque access token to a client registered for that', async () => {
      const opaque = await server.register({ accessTokenFormat: 'opaque', accessTokenSeconds: 120 });
      const result = await obtain(opaque);
      const tokens = await tokensOf(await redeem(server, opaque, result));
      expect(tokens.access_token).toMatch(/^[\w-]{64}$/);
      expect(tokens.expires_in).toBe(120);
      const { accessTokens } = await rowsOf(result);
      expect(accessTokens).toHaveLength(1);
      expect(accessTokens[0]!.digest).toEqual(createHash('sha256').update(tokens.access_token).digest());
      expect(await introspect(server, api, tokens.access_token)).toMatchObject({
        active: true,
        sub: alice,
        username: 'alice',
      });
      server.clock.advance(120);
      expect(await introspect(server, api, tokens.access_token)).toEqual({ active: false });
    });

    it('by a public client needs its client_id only', async () => {
      const tokens = await obtainTokens(server, app);
      expect(readJwt(tokens.id_token).claims['aud']).toBe(app.clientId);
      await expectAlive(tokens, app);
    });

    it('brings no refresh token to a client without that grant, and no ID token without openid', async () => {
      const once = await server.register({ grantTypes: ['authorization_code'] });
      const result = await obtain(once, { scope: 'profile' });
      const tokens = await tokensOf(await redeem(server, once, result));
      expect(Object.keys(tokens).toSorted()).toEqual(['access_token', 'expires_in', 'scope', 'token_type']);
      expect((await rowsOf(result)).family).toBeNull();
    });
  });

  describe('is refused and stays good for the right request', () => {
    it.each<[string, Parameters]>([
      ['no verifier', { code_verifier: undefined }],
      ['an empty verifier, which counts as none', { code_verifier: '' }],
      ['another redirect URI', { redirect_uri: 'https://client.example/other' }],
      ['a longer redirect URI', { redirect_uri: 'https://client.example/cb/' }],
      ['the redirect URI in another case', { redirect_uri: 'https://CLIENT.example/cb' }],
    ])('with %s', async (_, more) => {
      const result = await obtain(client);
      await expectOAuthError(await redeem(server, client, result, more), INVALID_GRANT);
      await expectUntouched(result);
      await expectAlive(await tokensOf(await redeem(server, client, result)));
    });

    it.each<[string, Parameters, readonly [number, string, string]]>([
      ['no code', { code: undefined }, MISSING_CODE],
      ['an empty code', { code: '' }, MISSING_CODE],
      ['a foreign resource', { resource: 'https://other.example/' }, invalidTarget('https://other.example/')],
    ])('with %s', async (_, more, error) => {
      const result = await obtain(client);
      await expectOAuthError(await redeem(server, client, result, more), error);
      await expectUntouched(result);
      await expectAlive(await tokensOf(await redeem(server, client, result)));
    });

    it.each([
      ['the code twice', (result: CodeResult) => `code=${result.code}`],
      ['two verifiers', (result: CodeResult) => `code_verifier=${result.verifier}`],
      ['a verifier in an array', (result: CodeResult) => `code_verifier[]=${result.verifier}`],
      ['the redirect URI twice', () => 'redirect_uri=https://client.example/cb'],
    ])('with %s', async (_, extra) => {
      const result = await obtain(client);
      const form =
        `grant_type=authorization_code&code=${result.code}&code_verifier=${result.verifier}` +
        `&redirect_uri=https://client.example/cb&${extra(result)}`;
      await expectOAuthError(await post(server, 'token', client, form), REPEATED);
      await expectUntouched(result);
    });

    it.each([
      ['cut short', (code: string) => code.slice(0, -1)],
      ['extended', (code: string) => `${code}A`],
      ['followed by a space', (code: string) => `${code} `],
      [
        'in another case',
        (code: string) => code.replace(/[a-zA-Z]/g, (c) => (c < 'a' ? c.toLowerCase() : c.toUpperCase())),
      ],
      ['with another last letter', (code: string) => code.slice(0, -1) + (code.endsWith('A') ? 'B' : 'A')],
      ['with another first letter', (code: string) => (code.startsWith('A') ? 'B' : 'A') + code.slice(1)],
      ['padded', (code: string) => `${code}=`],
      ['the number 0', () => '0'],
      ['of 10 kB', () => 'a'.repeat(10_000)],
    ])('when it comes %s', async (_, change) => {
      const result = await obtain(client);
      await expectOAuthError(
        await redeem(server, client, result, { code: change(result.code) }),
        INVALID_GRANT,
      );
      await expectUntouched(result);
    });

    it('from another client, confidential or public', async () => {
      for (const thief of [evil, app]) {
        const result = await obtain(client);
        await expectOAuthError(await redeem(server, thief, result), INVALID_GRANT);
        await expectOAuthError(
          await redeem(server, thief, result, { redirect_uri: 'https://client.example/cb' }),
          INVALID_GRANT,
        );
        // Not even with a verifier that would burn it for its owner.
        const wrong = { code_verifier: pkce().verifier, redirect_uri: undefined };
        await expectOAuthError(await redeem(server, thief, result, wrong), INVALID_GRANT);
        await expectUntouched(result);
        await expectAlive(await tokensOf(await redeem(server, client, result)));
      }
    });

    it('from its client without authentication', async () => {
      const result = await obtain(client);
      const form = { grant_type: 'authorization_code', code: result.code, code_verifier: result.verifier };
      const error = [401, 'invalid_client', 'Client authentication failed.'] as const;
      await expectOAuthError(await post(server, 'token', null, form), error);
      await expectOAuthError(
        await post(server, 'token', null, { ...form, client_id: client.clientId }),
        error,
      );
      await expectUntouched(result);
    });
  });

  describe('redirect_uri at the token endpoint', () => {
    it('may be absent', async () => {
      const result = await obtain(client);
      await tokensOf(await redeem(server, client, result, { redirect_uri: undefined }));
    });

    it('is that of the request, not merely a registered one', async () => {
      const uris = ['https://client.example/cb', 'https://client.example/other'];
      const two = await server.register({ redirectUris: uris });
      const result = await obtain(two, { redirect_uri: uris[1] });
      await expectOAuthError(await redeem(server, two, result, { redirect_uri: uris[0] }), INVALID_GRANT);
      await tokensOf(await redeem(server, two, result, { redirect_uri: uris[1] }));
    });

    it('of a loopback client has the port of the request', async () => {
      const native = await server.register({
        tokenEndpointAuthMethod: 'none',
        redirectUris: ['http://127.0.0.1/cb'],
      });
      const redirectUri = 'http://127.0.0.1:51004/cb';
      const result = await obtain(native, { redirect_uri: redirectUri });
      expect(result.callback.port).toBe('51004');
      await expectOAuthError(
        await redeem(server, native, result, { redirect_uri: 'http://127.0.0.1:51005/cb' }),
        INVALID_GRANT,
      );
      await tokensOf(await redeem(server, native, result, { redirect_uri: redirectUri }));
    });
  });

  describe('PKCE', () => {
    it.each<[string, (proof: CodeResult) => string]>([
      ['another verifier', () => pkce().verifier],
      ['the challenge as verifier', ({ challenge }) => challenge],
      ['a verifier of 42 characters', () => 'a'.repeat(42)],
      ['a verifier of 129 characters', () => 'a'.repeat(129)],
      ['a verifier with illegal characters', () => `${'a'.repeat(43)}!`],
      ['the verifier in another case', ({ verifier }) => verifier.toUpperCase()],
      ['the verifier with a space after it', ({ verifier }) => `${verifier} `],
    ])('%s burns the code', async (_, verifier) => {
      const result = await obtain(client);
      await expectOAuthError(
        await redeem(server, client, result, { code_verifier: verifier(result) }),
        INVALID_GRANT,
      );
      const { code, family } = await rowsOf(result);
      expect(code.consumedAt).not.toBeNull();
      expect(family).toBeNull();
      await expectOAuthError(await redeem(server, client, result), INVALID_GRANT);
      expect((await rowsOf(result)).family).toBeNull();
    });

    it.each([
      ['too short', 'a'.repeat(42)],
      ['too long', 'a'.repeat(129)],
      ['of illegal characters', 'ä'.repeat(43)],
    ])('a verifier that is %s is refused even where its hash is the challenge', async (_, verifier) => {
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      const result = await obtain(client, { code_challenge: challenge });
      await expectOAuthError(
        await redeem(server, client, result, { code_verifier: verifier }),
        INVALID_GRANT,
      );
    });

    it.each([43, 128])('a verifier of %d characters is accepted', async (length) => {
      const verifier = '~'.repeat(length);
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      const result = await obtain(client, { code_challenge: challenge });
      await tokensOf(await redeem(server, client, result, { code_verifier: verifier }));
    });

    it('a verifier without a challenge is refused, so that nobody can strip the challenge', async () => {
      const older = await server.register({ requirePkce: false });
      const bare = { code_challenge: undefined, code_challenge_method: undefined };
      const result = await obtain(older, bare);
      await expectOAuthError(await redeem(server, older, result), INVALID_GRANT);
      await expectUntouched(result);
      await tokensOf(await redeem(server, older, result, { code_verifier: undefined }));
    });

    it('of a client that need not use it is checked when it does', async () => {
      const older = await server.register({ requirePkce: false });
      const result = await obtain(older);
      await expectOAuthError(
        await redeem(server, older, result, { code_verifier: undefined }),
        INVALID_GRANT,
      );
      await tokensOf(await redeem(server, older, result));
    });
  });

  describe('lifetime', () => {
    it('ends after 60 seconds', async () => {
      const late = await obtain(client);
      server.clock.advance(60);
      await expectOAuthError(await redeem(server, client, late), INVALID_GRANT);
      await expectUntouched(late);
      const early = await obtain(client);
      server.clock.advance(55);
      await tokensOf(await redeem(server, client, early));
    });

    it('can be shorter', async () => {
      const brisk = await TestServer.start({ database, options: { lifetimes: { code: 5 } } });
      try {
        await brisk.addUser();
        const own = await brisk.register();
        const result = await obtainCode(brisk, own);
        brisk.clock.advance(5);
        await expectOAuthError(await redeem(brisk, own, result), INVALID_GRANT);
      } finally {
        await brisk.close();
      }
    });
  });

  describe('replay', () => {
    it.each(['jwt', 'opaque'] as const)(
      'with the right parameters kills every token (%s)',
      async (format) => {
        const own = await server.register({ accessTokenFormat: format });
        const result = await obtain(own);
        const first = await tokensOf(await redeem(server, own, result));
        const second = await tokensOf(await refresh(server, own, first.refresh_token));
        await expectOAuthError(await redeem(server, own, result), INVALID_GRANT);
        await expectDead(first, own);
        await expectDead(second, own);
        const { authorization, code } = await rowsOf(result);
        expect(authorization.revokedAt).toEqual(expect.any(Number));
        expect(code.consumedAt).toEqual(expect.any(Number));
        const where = { event: 'authorization_code.replayed', clientId: own.clientId };
        const events = await server.database.findMany(AuditEvent, where);
        expect(events.map(({ subject, data }) => ({ subject, data }))).toEqual([
          { subject: alice, data: { authorization: authorization.id.toString('hex') } },
        ]);
        // Once dead, more replays change and record nothing.
        await expectOAuthError(await redeem(server, own, result), INVALID_GRANT);
        expect(await server.database.findMany(AuditEvent, where)).toHaveLength(1);
      },
    );

    it('kills only what came of that code', async () => {
      const other = await obtainTokens(server, client);
      const result = await obtain(client);
      await tokensOf(await redeem(server, client, result));
      await expectOAuthError(await redeem(server, client, result), INVALID_GRANT);
      await expectAlive(other);
    });

    it('is noticed for a day, although the code has expired and rows are pruned', async () => {
      const result = await obtain(client);
      const tokens = await tokensOf(await redeem(server, client, result));
      server.clock.advance(23 * 3600);
      await server.app.get(Pruner, { strict: false }).run();
      await expectOAuthError(await redeem(server, client, result), INVALID_GRANT);
      await expectDead(tokens);
    });

    it.each<[string, 'client' | 'evil' | 'app', Parameters]>([
      ['a wrong verifier', 'client', { code_verifier: pkce().verifier }],
      ['no verifier', 'client', { code_verifier: undefined }],
      ['another redirect URI', 'client', { redirect_uri: 'https://evil.example/cb' }],
      ['another client', 'evil', { redirect_uri: 'https://client.example/cb' }],
      ['a public client', 'app', {}],
    ])('with %s is refused and kills nothing', async (_, by, more) => {
      const result = await obtain(client);
      const tokens = await tokensOf(await redeem(server, client, result));
      await expectOAuthError(await redeem(server, { client, evil, app }[by], result, more), INVALID_GRANT);
      expect((await rowsOf(result)).authorization.revokedAt).toBeNull();
      await expectAlive(tokens);
    });
  });

  describe('resource', () => {
    const A = 'https://a.example/';
    const B = 'https://b.example/v1';
    let wide: RegisteredClient;
    beforeAll(async () => {
      wide = await server.register({ audiences: [A, B] });
    });
    const audience = ({ access_token: token }: TokenAnswer): unknown => readJwt(token).claims['aud'];

    it.each<[string, string | undefined, string | undefined, string]>([
      ['neither request names one: the default', undefined, undefined, A],
      ['the authorization request names one', B, undefined, B],
      ['the token request names one', undefined, B, B],
      ['both name the same', B, B, B],
      ['scheme and host in another case, without the bare slash', 'HTTPS://A.EXAMPLE', undefined, A],
    ])('when %s', async (_, atAuthorize, atToken, expected) => {
      const result = await obtain(wide, { resource: atAuthorize });
      const tokens = await tokensOf(await redeem(server, wide, result, { resource: atToken }));
      expect(audience(tokens)).toBe(expected);
      const next = await tokensOf(await refresh(server, wide, tokens.refresh_token));
      expect(audience(next)).toBe(atAuthorize === undefined ? A : expected);
    });

    it.each([
      ['outside the authorization request', B, A],
      ['nobody allowed', undefined, 'https://c.example/'],
      ['with a longer path', undefined, `${B}/x`],
      ['in another case of its path', undefined, 'https://b.example/V1'],
      ['that is no URI', undefined, 'b'],
    ])('%s is refused and the code stays good', async (_, atAuthorize, atToken) => {
      const result = await obtain(wide, { resource: atAuthorize });
      await expectOAuthError(
        await redeem(server, wide, result, { resource: atToken }),
        invalidTarget(atToken),
      );
      await expectUntouched(result);
      await tokensOf(await redeem(server, wide, result));
    });

    it('decides who may introspect the token', async () => {
      const [atA, atB] = [await registerApi(server, A), await registerApi(server, B)];
      const { access_token: token } = await obtainTokens(server, wide, { resource: B });
      expect(await introspect(server, atB, token)).toMatchObject({ active: true, aud: B });
      expect(await introspect(server, atA, token)).toEqual({ active: false });
    });
  });
});
