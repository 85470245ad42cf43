import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AccessToken,
  AuditEvent,
  Authorization,
  Pruner,
  RefreshToken,
  type NewClient,
  type OAuthOptions,
} from '@portcullis/oauth';
import { get } from '../support/answers.js';
import { readJwt } from '../support/jwt.js';
import {
  expectOAuthError,
  INVALID_GRANT,
  INVALID_TOKEN,
  INVALID_TOKEN_CHALLENGE,
  invalidScope,
  invalidTarget,
} from '../support/oauth-error.js';
import { createMigratedDatabase, DATABASES, type TestDatabase } from '../support/databases.js';
import {
  introspect,
  obtainCode,
  obtainTokens,
  post,
  refresh,
  registerApi,
  redeem,
  type TokenAnswer,
} from '../support/flow.js';
import type { Parameters } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { ACTOR, TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

const INVALID_CLIENT = [401, 'invalid_client', 'Client authentication failed.'] as const;

const OPTIONS: Partial<OAuthOptions> = {
  refresh: { graceSeconds: 30, graceRepeats: 3 },
  lifetimes: { refreshIdle: 1000, refreshAbsolute: 2500 },
};

describe.each(DATABASES)('refresh token on %s', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let app: RegisteredClient;
  let evil: RegisteredClient;
  let api: RegisteredClient;
  /** Signed in and with every consent given, so that each test gets its own family quickly. */
  const browser = new Visitor();

  beforeAll(async () => {
    server = await TestServer.start({ database, options: OPTIONS });
    await server.addUser();
    client = await server.register();
    app = await server.register({ name: 'App', tokenEndpointAuthMethod: 'none' });
    evil = await server.register({ name: 'Evil', redirectUris: ['https://evil.example/cb'] });
    api = await registerApi(server, server.issuer);
  });
  afterAll(() => server.close());

  const answer = async (response: Response): Promise<TokenAnswer> => {
    expect(response.status).toBe(200);
    return (await response.json()) as TokenAnswer;
  };

  const begin = async (by = client, more: Parameters = {}): Promise<TokenAnswer> =>
    answer(await redeem(server, by, await obtainCode(server, by, more, browser)));

  const rotate = async (tokens: TokenAnswer, by = client, more: Parameters = {}): Promise<TokenAnswer> =>
    answer(await refresh(server, by, tokens.refresh_token, more));

  const expectRefused = async (tokens: TokenAnswer, by = client): Promise<void> =>
    expectOAuthError(await refresh(server, by, tokens.refresh_token), INVALID_GRANT);

  /** The rows behind a JWT access token's authorization. */
  const rowsOf = async ({ access_token: token }: TokenAnswer) => {
    const id = Buffer.from(String(readJwt(token).claims['grant_id']).replaceAll('-', ''), 'hex');
    return {
      id,
      family: (await server.database.find(RefreshToken, { id }))!,
      authorization: (await server.database.find(Authorization, { id }))!,
    };
  };

  const isActive = async ({ access_token: token }: TokenAnswer): Promise<unknown> =>
    (await introspect(server, api, token))['active'];

  const prune = (): Promise<number> => server.app.get(Pruner, { strict: false }).run();

  const digest = (value: string): Buffer => createHash('sha256').update(value).digest();

  describe('rotation', () => {
    it('brings a new refresh, access and ID token every time, not to be cached', async () => {
      const first = await begin(client, { nonce: 'n1' });
      const response = await refresh(server, client, first.refresh_token);
      expect(response.headers.get('cache-control')).toBe('no-store');
      const second = await answer(response);
      expect(second).toEqual({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 600,
        scope: 'openid profile',
        refresh_token: expect.stringMatching(/^[\w-]{80}$/),
        id_token: expect.any(String),
      });
      for (const name of ['access_token', 'refresh_token', 'id_token'] as const) {
        expect(second[name]).not.toBe(first[name]);
      }
    });

    it('keeps iss, sub, aud and auth_time in the ID token; iat is new and the nonce is not repeated', async () => {
      const first = await begin(client, { nonce: 'n1' });
      server.clock.advance(20);
      const second = await rotate(first);
      const [before, after] = [first, second].map(({ id_token: token }) => readJwt(token).claims);
      expect(before!['nonce']).toBe('n1');
      expect(after).toEqual({
        iss: before!['iss'],
        sub: before!['sub'],
        aud: before!['aud'],
        auth_time: before!['auth_time'],
        acr: 'urn:portcullis:acr:password',
        amr: ['pwd'],
        sid: before!['sid'],
        iat: after!['iat'],
        exp: (after!['iat'] as number) + 600,
        at_hash: digest(second.access_token).subarray(0, 16).toString('base64url'),
      });
      expect(after!['iat']).toBeGreaterThanOrEqual((before!['iat'] as number) + 20);
    });

    it('rewrites the one row of the family; it holds digests only', async () => {
      const first = await begin();
      const second = await rotate(first);
      const { id, family } = await rowsOf(second);
      expect(await server.database.findMany(RefreshToken, { id })).toHaveLength(1);
      expect(family).toMatchObject({
        generation: 2,
        digest: digest(second.refresh_token),
        previousDigest: digest(first.refresh_token),
        repeats: 0,
      });
      expect(family.rotations).toEqual([family.answerUntil! - 30_000]);
      for (const token of [first.refresh_token, second.refresh_token, second.access_token]) {
        expect(family.answer!.includes(token)).toBe(false);
        expect(family.answer!.includes(Buffer.from(token, 'base64url'))).toBe(false);
      }
    });

    it.each(['confidential', 'public'])('goes on and on for a %s client', async (kind) => {
      const by = kind === 'public' ? app : client;
      const all = [await begin(by)];
      for (let i = 0; i < 15; i++) all.push(await rotate(all.at(-1)!, by));
      expect(new Set(all.map((tokens) => tokens.refresh_token)).size).toBe(16);
      for (const tokens of [all[0]!, all[15]!]) expect(await isActive(tokens)).toBe(true);
    });

    it('writes a row per opaque access token', async () => {
      const opaque = await server.register({ accessTokenFormat: 'opaque' });
      const first = await begin(opaque);
      const second = await rotate(first, opaque);
      for (const { access_token: token } of [first, second]) {
        const [row] = await server.database.findMany(AccessToken, { digest: digest(token) });
        expect(row).toMatchObject({ clientId: opaque.clientId, revokedAt: null });
      }
    });
  });

  describe('within the grace window', () => {
    it('the predecessor gets the same answer again', async () => {
      const first = await begin();
      const second = await rotate(first);
      expect(await rotate(first)).toEqual(second);
      server.clock.advance(28);
      expect(await rotate(first)).toEqual(second);
      const { family, authorization } = await rowsOf(second);
      expect(family).toMatchObject({ generation: 2, repeats: 2, digest: digest(second.refresh_token) });
      expect(authorization.revokedAt).toBeNull();
      expect(await isActive(second)).toBe(true);
      await rotate(second);
    });

    it('it gets it so many times only; then it is refused and the family lives', async () => {
      const first = await begin();
      const second = await rotate(first);
      for (let i = 0; i < 3; i++) expect(await rotate(first)).toEqual(second);
      await expectRefused(first);
      await expectRefused(first);
      expect((await rowsOf(second)).family.repeats).toBe(3);
      await rotate(second);
    });

    it('it is refused once its successor has been used, and the family lives', async () => {
      const first = await begin();
      const second = await rotate(first);
      const third = await rotate(second);
      await expectRefused(first);
      expect((await rowsOf(third)).authorization.revokedAt).toBeNull();
      expect(await rotate(second)).toEqual(third);
      await rotate(third);
    });

    it('a repeat with another scope gets the first answer, not another one', async () => {
      const first = await begin();
      const second = await rotate(first, client, { scope: 'openid' });
      expect(second.scope).toBe('openid');
      expect(await rotate(first, client, { scope: 'openid profile' })).toEqual(second);
    });

    it('it is refused for a scope that was never allowed', async () => {
      const first = await begin();
      await rotate(first);
      await expectOAuthError(
        await refresh(server, client, first.refresh_token, { scope: 'openid email' }),
        invalidScope('email'),
      );
    });

    it('is over when the answer has been wiped by pruning', async () => {
      const first = await begin();
      const second = await rotate(first);
      await prune();
      expect((await rowsOf(second)).family.answer).not.toBeNull();
      expect(await rotate(first)).toEqual(second);
      server.clock.advance(30);
      await prune();
      expect((await rowsOf(second)).family).toMatchObject({
        answer: null,
        answerUntil: null,
        generation: 2,
        digest: digest(second.refresh_token),
      });
      await rotate(second);
    });

    it('does not reopen when the clock is set back', async () => {
      const first = await begin();
      const second = await rotate(first);
      server.clock.advance(-3600);
      await expectRefused(first);
      server.clock.advance(3600);
      expect((await rowsOf(second)).authorization.revokedAt).toBeNull();
      await rotate(second);
    });
  });

  describe('after the grace window', () => {
    const expectKilled = async (family: readonly TokenAnswer[], by = client): Promise<void> => {
      for (const tokens of family) {
        expect(await isActive(tokens)).toBe(false);
        const bearer = { authorization: `Bearer ${tokens.access_token}` };
        expect((await get(server.url('userinfo'), bearer)).status).toBe(401);
        await expectRefused(tokens, by);
      }
    };

    it.each(['confidential', 'public'])(
      'the reuse of a token of a %s client kills every descendant',
      async (kind) => {
        const by = kind === 'public' ? app : client;
        const bystander = await begin(by);
        const first = await begin(by);
        const second = await rotate(first, by);
        const third = await rotate(second, by);
        server.clock.advance(31);
        await expectRefused(second, by);
        await expectKilled([first, second, third], by);
        const { id, authorization } = await rowsOf(third);
        expect(authorization.revokedAt).toEqual(expect.any(Number));
        const events = await server.database.findMany(AuditEvent, { event: 'refresh_token.reused' });
        const ours = events.filter(({ data }) => data['authorization'] === id.toString('hex'));
        expect(ours.map(({ clientId, subject }) => ({ clientId, subject }))).toEqual([
          { clientId: by.clientId, subject: authorization.subject },
        ]);
        // Another family of the same user and client goes on.
        expect(await isActive(bystander)).toBe(true);
        await rotate(bystander, by);
      },
    );

    it('the reuse of the very first of many is noticed', async () => {
      const all = [await begin()];
      for (let i = 0; i < 14; i++) all.push(await rotate(all.at(-1)!));
      server.clock.advance(31);
      await expectRefused(all[0]!);
      await expectKilled([all[0]!, all[7]!, all[14]!]);
    });

    it('the reuse is noticed although pruning has wiped the answer', async () => {
      const first = await begin();
      const second = await rotate(first);
      server.clock.advance(31);
      await prune();
      await expectRefused(first);
      await expectKilled([first, second]);
    });

    it('the reuse kills opaque access tokens too', async () => {
      const opaque = await server.register({ accessTokenFormat: 'opaque' });
      const first = await begin(opaque);
      const second = await rotate(first, opaque);
      server.clock.advance(31);
      await expectRefused(first, opaque);
      await expectKilled([first, second], opaque);
    });

    it('the reuse by another client is refused and kills nothing', async () => {
      const first = await begin();
      const second = await rotate(first);
      server.clock.advance(31);
      await expectRefused(first, evil);
      await rotate(second);
    });
  });

  it('without a grace window every repeat is reuse', async () => {
    const strict = await TestServer.start({ database, options: { refresh: { graceSeconds: 0 } } });
    try {
      await strict.addUser();
      const own = await strict.register();
      const first = await obtainTokens(strict, own);
      const second = (await (await refresh(strict, own, first.refresh_token)).json()) as TokenAnswer;
      const [family] = await strict.database.findMany(RefreshToken, {});
      expect(family).toMatchObject({ generation: 2, answer: null, answerUntil: null });
      strict.clock.advance(1);
      await expectOAuthError(await refresh(strict, own, first.refresh_token), INVALID_GRANT);
      await expectOAuthError(await refresh(strict, own, second.refresh_token), INVALID_GRANT);
    } finally {
      await strict.close();
    }
  });

  describe('lifetime', () => {
    it('ends when it is not used for the idle time; the family is not accused of anything', async () => {
      const first = await begin();
      server.clock.advance(990);
      const second = await rotate(first);
      server.clock.advance(1000);
      await expectRefused(second);
      expect((await rowsOf(second)).authorization.revokedAt).toBeNull();
    });

    it('ends after the absolute time however often it is used', async () => {
      let tokens = await begin();
      const { family: before } = await rowsOf(tokens);
      for (let i = 0; i < 3; i++) {
        server.clock.advance(800);
        tokens = await rotate(tokens);
      }
      const { family, authorization } = await rowsOf(tokens);
      expect(family.expiresAt).toBe(before.expiresAt);
      expect(family.expiresAt).toBe(authorization.createdAt + 2_500_000);
      expect(family.idleExpiresAt).toBe(family.expiresAt);
      server.clock.advance(100);
      await expectRefused(tokens);
    });

    it('ends for a repeat within the grace window too', async () => {
      const first = await begin();
      for (const step of [900, 900, 680]) {
        server.clock.advance(step);
        if (step !== 680) Object.assign(first, await rotate(first));
      }
      const last = await rotate(first);
      server.clock.advance(25);
      await expectRefused(first);
      await expectRefused(last);
    });
  });

  describe('scope and resource', () => {
    it('a narrower scope shapes this access token only', async () => {
      const first = await begin(client, { scope: 'openid profile email' });
      const narrow = await rotate(first, client, { scope: 'email' });
      expect(narrow.scope).toBe('email');
      expect(narrow.id_token).toBeUndefined();
      expect(readJwt(narrow.access_token).claims['scope']).toBe('email');
      expect(await introspect(server, api, narrow.access_token)).toMatchObject({ scope: 'email' });
      const full = await rotate(narrow);
      expect(full.scope).toBe('openid profile email');
    });

    it.each([
      ['wider than allowed', 'openid profile email', 'email'],
      ['registered, but never asked for', 'offline_access', 'offline_access'],
      ['unknown', 'payroll', 'payroll'],
      ['malformed', 'openid "', undefined],
    ])('a scope that is %s is refused, and the token stays good', async (_, scope, named) => {
      const first = await begin();
      await expectOAuthError(
        await refresh(server, client, first.refresh_token, { scope }),
        invalidScope(named),
      );
      const { family, authorization } = await rowsOf(first);
      expect(family.generation).toBe(1);
      expect(authorization.revokedAt).toBeNull();
      await rotate(first);
    });

    it('a resource is one of those allowed, and never another than was asked for', async () => {
      const [a, b] = ['https://a.example/', 'https://b.example/'];
      const wide = await server.register({ audiences: [a, b] });
      const audience = (tokens: TokenAnswer): unknown => readJwt(tokens.access_token).claims['aud'];
      const any = await begin(wide);
      const atB = await rotate(any, wide, { resource: b });
      expect([any, atB].map(audience)).toEqual([a, b]);
      expect(audience(await rotate(atB, wide))).toBe(a);
      const onlyB = await begin(wide, { resource: b });
      for (const resource of [a, 'https://c.example/']) {
        await expectOAuthError(
          await refresh(server, wide, onlyB.refresh_token, { resource }),
          invalidTarget(resource),
        );
      }
      expect(audience(await rotate(onlyB, wide))).toBe(b);
    });
  });

  describe('belongs to its client', () => {
    it('another client is refused, confidential or public, and the family is not harmed', async () => {
      for (const [owner, thief] of [
        [client, evil],
        [client, app],
        [app, client],
      ] as const) {
        const tokens = await begin(owner);
        await expectRefused(tokens, thief);
        const { family, authorization } = await rowsOf(tokens);
        expect(family.generation).toBe(1);
        expect(authorization.revokedAt).toBeNull();
        await rotate(tokens, owner);
      }
    });

    it('a confidential client authenticates', async () => {
      const tokens = await begin();
      const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
      await expectOAuthError(await post(server, 'token', null, form), INVALID_CLIENT);
      const named = { ...form, client_id: client.clientId };
      await expectOAuthError(await post(server, 'token', null, named), INVALID_CLIENT);
      const wrong = { ...client, secret: evil.secret };
      await expectOAuthError(await refresh(server, wrong, tokens.refresh_token), INVALID_CLIENT);
      await rotate(tokens);
    });

    it('a public client names itself', async () => {
      const tokens = await begin(app);
      const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
      await expectOAuthError(await post(server, 'token', null, form), INVALID_CLIENT);
      await rotate(tokens, app);
    });

    it('a client that has lost the grant is refused', async () => {
      const own = await server.register();
      const tokens = await begin(own);
      await server.registry.update(own.clientId, 1, { grantTypes: ['authorization_code'] }, ACTOR);
      await expectOAuthError(await refresh(server, own, tokens.refresh_token), [
        400,
        'unauthorized_client',
        'The client may not use this grant type.',
      ]);
    });

    it.each<[string, Partial<NewClient>, string]>([
      ['without the grant', { grantTypes: ['authorization_code'] }, 'authorization_code'],
      ['acting for itself', { grantTypes: ['client_credentials', 'refresh_token'] }, 'client_credentials'],
    ])('a client %s gets none', async (_, settings, grant) => {
      const own = await server.register(settings);
      const tokens =
        grant === 'client_credentials'
          ? await answer(await post(server, 'token', own, { grant_type: grant }))
          : await begin(own);
      expect(tokens).toMatchObject({ access_token: expect.any(String) });
      expect(tokens.refresh_token).toBeUndefined();
    });
  });

  describe('is one exact value', () => {
    it.each([
      ['cut short', (token: string) => token.slice(0, -1)],
      ['extended', (token: string) => `${token}A`],
      ['followed by a space', (token: string) => `${token} `],
      ['padded', (token: string) => `${token}=`],
      ['in lower case', (token: string) => token.toLowerCase()],
      ['with another first letter', (token: string) => (token.startsWith('A') ? 'B' : 'A') + token.slice(1)],
      ['with another last letter', (token: string) => token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')],
      ['the number 0', () => '0'],
      ['80 letters of somebody', () => 'a'.repeat(80)],
      ['of 10 kB', () => 'a'.repeat(10_000)],
    ])('and refused when it comes %s; the family is not harmed', async (_, change) => {
      const tokens = await begin();
      const forged = { ...tokens, refresh_token: change(tokens.refresh_token) };
      await expectRefused(forged);
      const { family, authorization } = await rowsOf(tokens);
      expect(family.generation).toBe(1);
      expect(authorization.revokedAt).toBeNull();
      await rotate(tokens);
    });

    it('no other token takes its place, and it takes no other token’s place', async () => {
      const result = await obtainCode(server, client, {}, browser);
      const tokens = await answer(await redeem(server, client, result));
      for (const other of [tokens.access_token, tokens.id_token, result.code, pkce().verifier]) {
        await expectOAuthError(await refresh(server, client, other), INVALID_GRANT);
      }
      const bearer = { authorization: `Bearer ${tokens.refresh_token}` };
      await expectOAuthError(
        await get(server.url('userinfo'), bearer),
        INVALID_TOKEN,
        INVALID_TOKEN_CHALLENGE,
      );
      expect(await introspect(server, api, tokens.refresh_token)).toEqual({ active: false });
      await rotate(tokens);
    });

    it.each([
      ['missing', {}, [400, 'invalid_request', 'The parameter refresh_token is missing.']],
      ['empty', { refresh_token: '' }, [400, 'invalid_request', 'The parameter refresh_token is missing.']],
    ] as const)('and %s it is a malformed request', async (_, form, error) => {
      const response = await post(server, 'token', client, { grant_type: 'refresh_token', ...form });
      await expectOAuthError(response, error);
    });

    it('repeated or in an array it is a malformed request', async () => {
      const { refresh_token: token } = await begin();
      for (const form of [`refresh_token=${token}&refresh_token=${token}`, `refresh_token[]=${token}`]) {
        await expectOAuthError(await post(server, 'token', client, `grant_type=refresh_token&${form}`), [
          400,
          'invalid_request',
          'A parameter is repeated or is not a string.',
        ]);
      }
    });
  });

  describe('after a restart', () => {
    let storage: TestDatabase;
    let own: RegisteredClient;
    let before: Record<'living' | 'rotated' | 'successor' | 'revoked' | 'repeated' | 'repeat', TokenAnswer>;
    let restarted: TestServer;

    const next = async (at: TestServer, { refresh_token: token }: TokenAnswer): Promise<TokenAnswer> =>
      answer(await refresh(at, own, token));

    beforeAll(async () => {
      storage = await createMigratedDatabase(database);
      const settings = { database, options: OPTIONS, storage };
      const old = await TestServer.start(settings);
      try {
        await old.addUser();
        own = await old.register();
        const [living, rotated, revoked, repeated] = [
          await obtainTokens(old, own),
          await obtainTokens(old, own),
          await obtainTokens(old, own),
          await obtainTokens(old, own),
        ];
        await post(old, 'revoke', own, { token: revoked.refresh_token });
        const successor = await next(old, rotated);
        const repeat = await next(old, repeated);
        before = { living, rotated, successor, revoked, repeated, repeat };
      } finally {
        await old.close();
      }
      restarted = await TestServer.start(settings);
    });
    afterAll(async () => {
      await restarted.close();
      await storage.drop();
    });

    const expectDead = async ({ refresh_token: token }: TokenAnswer): Promise<void> =>
      expectOAuthError(await refresh(restarted, own, token), INVALID_GRANT);

    it('a living token lives on', async () => {
      await next(restarted, before.living);
    });

    it('a lost answer can still be fetched', async () => {
      expect(await next(restarted, before.repeated)).toEqual(before.repeat);
    });

    it('a revoked token stays dead, also when the clock is set back', async () => {
      await expectDead(before.revoked);
      restarted.clock.advance(-3600);
      await expectDead(before.revoked);
      restarted.clock.advance(3600);
    });

    it('a rotated token stays dead, and its reuse is noticed', async () => {
      restarted.clock.advance(31);
      await expectDead(before.rotated);
      await expectDead(before.successor);
    });
  });
});
