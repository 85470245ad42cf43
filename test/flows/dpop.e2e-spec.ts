import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import {
  AccessToken,
  Authorization,
  Client,
  GrantType,
  Pruner,
  PushedRequest,
  readHandle,
  RefreshToken,
  UsedJti,
  type Approval,
  type Grant,
  type NewClient,
  type RefreshPolicy,
  type TokenRequest,
} from '@portcullis/oauth';
import * as oidc from 'openid-client';
import { createMigratedDatabase, DATABASES, type TestDatabase } from '../support/databases.js';
import { athOf, DpopKey } from '../support/dpop-key.js';
import {
  authorizeUrl,
  basic,
  introspect,
  obtainCode,
  post,
  registerApi,
  signIn,
  allow,
  type CodeResult,
  type TokenAnswer,
} from '../support/flow.js';
import { query, type Parameters } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { readJwt } from '../support/jwt.js';
import {
  expectOAuthError,
  INVALID_GRANT,
  INVALID_TOKEN,
  type ExpectedError,
} from '../support/oauth-error.js';
import { rawRequest } from '../support/raw-request.js';
import { memberOf, ServerProcess, through, type RunningServer } from '../support/server-process.js';
import { ACTOR, TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

const INVALID_PROOF: ExpectedError = [
  400,
  'invalid_dpop_proof',
  'The DPoP proof is missing or not valid for this request.',
];
const USE_NONCE: ExpectedError = [
  400,
  'use_dpop_nonce',
  'The DPoP proof must carry the nonce that comes with this answer.',
];
const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'PS256', 'RS256', 'EdDSA', 'Ed25519'];
const ALGS = `algs="${ALGORITHMS.join(' ')}"`;

const challengeOf = ([, error, description]: ExpectedError): string =>
  `DPoP error="${error}", error_description="${description}", ${ALGS}`;
const unauthorized = ([, error, description]: ExpectedError): ExpectedError => [401, error, description];

const GATE = 'urn:example:params:oauth:grant-type:gate';

/** A grant of a host that knows nothing of DPoP, or means to know better. */
@GrantType(GATE)
class GateGrant implements Grant {
  async approve(request: TokenRequest): Promise<Approval> {
    const claimed = request.optional('claimed');
    return {
      client: request.client,
      subject: `gate-${request.dpopJkt ?? 'open'}`,
      scopes: request.scopesWithin(request.client.scopes),
      audience: ['https://gate.example'],
      authorization: null,
      nonce: null,
      consumes: null,
      ...(claimed && { dpopJkt: claimed }),
    };
  }
}

@Module({ providers: [GateGrant] })
class GateModule {}

describe.each(DATABASES)('DPoP on %s', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let opaque: RegisteredClient;
  let app: RegisteredClient;
  let machine: RegisteredClient;
  let api: RegisteredClient;
  let key: DpopKey;
  let other: DpopKey;
  /** Signed in and with every consent given. */
  const browser = new Visitor();

  beforeAll(async () => {
    server = await TestServer.start({
      database,
      imports: [GateModule],
      options: {
        refresh: { graceSeconds: 30, graceRepeats: 3 },
        lifetimes: { refreshIdle: 1000, refreshAbsolute: 2500 },
      },
    });
    await server.addUser();
    client = await server.register();
    opaque = await server.register({ accessTokenFormat: 'opaque' });
    app = await server.register({ name: 'App', tokenEndpointAuthMethod: 'none' });
    machine = await server.register({
      grantTypes: ['client_credentials', GATE],
      redirectUris: [],
      scopes: ['orders:read'],
    });
    api = await registerApi(server, server.issuer);
    key = await DpopKey.create();
    other = await DpopKey.create();
  });
  afterAll(() => server.close());

  const answer = async (response: Response): Promise<TokenAnswer> => {
    expect([response.status, response.headers.get('dpop-nonce')]).toEqual([200, null]);
    return (await response.json()) as TokenAnswer;
  };

  const redeem = async (
    result: CodeResult,
    by: RegisteredClient,
    proven: DpopKey | null,
    more: Parameters = {},
  ): Promise<Response> =>
    post(
      server,
      'token',
      by,
      {
        grant_type: 'authorization_code',
        code: result.code,
        redirect_uri: by.client.redirectUris[0],
        code_verifier: result.verifier,
        ...more,
      },
      proven ? await proven.header(server) : {},
    );

  const refresh = async (
    token: TokenAnswer,
    by: RegisteredClient,
    proven: DpopKey | null,
  ): Promise<Response> =>
    post(
      server,
      'token',
      by,
      { grant_type: 'refresh_token', refresh_token: token.refresh_token },
      proven ? await proven.header(server) : {},
    );

  const begin = async (by: RegisteredClient, proven: DpopKey | null = key): Promise<TokenAnswer> =>
    answer(await redeem(await obtainCode(server, by, {}, browser), by, proven));

  const ofMachine = (dpop: string | null, on = server): Promise<Response> =>
    post(on, 'token', machine, { grant_type: 'client_credentials' }, dpop === null ? {} : { dpop });

  const userinfo = (headers: Record<string, string>, on = server): Promise<Response> =>
    fetch(on.url('userinfo'), { headers });

  const usedProofs = async (): Promise<number> => (await server.database.findMany(UsedJti, {})).length;

  const rowsOf = async ({ access_token: token }: TokenAnswer) => {
    const id = Buffer.from(String(readJwt(token).claims['grant_id']).replaceAll('-', ''), 'hex');
    return {
      family: (await server.database.find(RefreshToken, { id }))!,
      authorization: (await server.database.find(Authorization, { id }))!,
    };
  };

  describe('an access token', () => {
    it('as a JWT names the key that the token request proved', async () => {
      const tokens = await begin(client);
      expect(tokens.token_type).toBe('DPoP');
      expect(readJwt(tokens.access_token).claims['cnf']).toEqual({ jkt: key.jkt });
      expect(await introspect(server, api, tokens.access_token)).toMatchObject({
        active: true,
        token_type: 'DPoP',
        cnf: { jkt: key.jkt },
      });
    });

    it('as an opaque string has it in its row', async () => {
      const tokens = await begin(opaque);
      expect(tokens.token_type).toBe('DPoP');
      const { id } = readHandle(tokens.access_token)!;
      expect(await server.database.find(AccessToken, { id })).toMatchObject({ dpopJkt: key.jkt });
      expect(await introspect(server, api, tokens.access_token)).toMatchObject({
        token_type: 'DPoP',
        cnf: { jkt: key.jkt },
      });
    });

    it('is a bearer token without a proof', async () => {
      for (const by of [client, opaque]) {
        const tokens = await begin(by, null);
        expect(tokens.token_type).toBe('Bearer');
        const said = await introspect(server, api, tokens.access_token);
        expect(said).toMatchObject({ active: true, token_type: 'Bearer' });
        expect(said).not.toHaveProperty('cnf');
      }
    });

    it('of client_credentials and of a grant of the host is bound too, whatever that grant says', async () => {
      const bound = await answer(await ofMachine(await key.prove(server, 'token')));
      expect(readJwt(bound.access_token).claims['cnf']).toEqual({ jkt: key.jkt });
      const form = { grant_type: GATE, claimed: other.jkt };
      const gated = await answer(await post(server, 'token', machine, form, await key.header(server)));
      expect(gated.token_type).toBe('DPoP');
      expect(readJwt(gated.access_token).claims).toMatchObject({
        sub: `gate-${key.jkt}`,
        cnf: { jkt: key.jkt },
      });
      const open = await answer(await post(server, 'token', machine, form));
      expect(open.token_type).toBe('Bearer');
      expect(readJwt(open.access_token).claims).not.toHaveProperty('cnf');
    });

    it.each(ALGORITHMS)('is bound by a proof under %s, as the metadata says', async (alg) => {
      const document = await (await fetch(`${server.issuer}/.well-known/openid-configuration`)).json();
      expect(document).toMatchObject({ dpop_signing_alg_values_supported: ALGORITHMS });
      const strange = await DpopKey.create(alg);
      const { access_token: token } = await begin(client, strange);
      expect(readJwt(token).claims['cnf']).toEqual({ jkt: strange.jkt });
      expect((await userinfo(await strange.bearing(server, token))).status).toBe(200);
    });

    it('once revoked as a JWT is remembered with its key', async () => {
      const { access_token: token } = await begin(client);
      await post(server, 'revoke', client, { token });
      const [row] = await server.database.findMany(AccessToken, { digest: null, dpopJkt: key.jkt });
      expect(row).toMatchObject({ revokedAt: expect.any(Number) });
      await expectOAuthError(
        await userinfo(await key.bearing(server, token)),
        INVALID_TOKEN,
        challengeOf(INVALID_TOKEN),
      );
    });
  });

  /** Everything that section 4.3 forbids, each as the one thing that is wrong with an otherwise good proof. */
  const HMAC = Buffer.alloc(32, 7);
  const FLAWS: [string, (make: (...members: object[]) => Promise<string>) => Promise<string> | string][] = [
    ['no JWT', () => 'proof'],
    ['nothing', () => ''],
    ['two parts', async (make) => (await make()).replace(/\.[^.]+$/, '')],
    ['no typ', (make) => make({}, { typ: undefined })],
    ['the typ JWT', (make) => make({}, { typ: 'JWT' })],
    ['the typ of an access token', (make) => make({}, { typ: 'at+jwt' })],
    [
      'the alg none',
      async (make) => {
        const [, claims] = (await make()).split('.');
        const header = { alg: 'none', typ: 'dpop+jwt', jwk: key.publicJwk };
        return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${claims}.AA`;
      },
    ],
    ['no signature', (make) => make().then((proof) => proof.replace(/[^.]+$/, ''))],
    [
      'a symmetric alg',
      async (make) => make({}, { alg: 'HS256', jwk: { kty: 'oct', k: HMAC.toString('base64url') } }, HMAC),
    ],
    [
      'an alg that is not offered',
      async (make) => {
        const rare = await DpopKey.create('RS384');
        return make({}, { alg: 'RS384', jwk: rare.publicJwk }, rare.privateKey);
      },
    ],
    ['an unknown extension', (make) => make({}, { crit: ['ext'], ext: 1 })],
    ['no jwk', (make) => make({}, { jwk: undefined })],
    ['a private key as jwk', (make) => make({}, { jwk: key.privateJwk })],
    ['the jwk of another key', (make) => make({}, { jwk: other.publicJwk })],
    ['the signature of another key', (make) => make({}, {}, other.privateKey)],
    ['no jti', (make) => make({ jti: undefined })],
    ['a jti of 300 characters', (make) => make({ jti: 'x'.repeat(300) })],
    ['no htm', (make) => make({ htm: undefined })],
    ['another htm', (make) => make({ htm: 'PUT' })],
    ['htm in lower case', (make) => make({ htm: 'post' })],
    ['no htu', (make) => make({ htu: undefined })],
    ['the htu of another endpoint', (make) => make({ htu: `${server.issuer}/oauth/revoke` })],
    ['the htu of another server', (make) => make({ htu: 'https://evil.example/oauth/token' })],
    ['an htu without origin', (make) => make({ htu: '/oauth/token' })],
    ['no iat', (make) => make({ iat: undefined })],
    ['an iat that is a text', (make) => make({ iat: String(server.clock.now()) })],
    ['an iat of 11 seconds ahead', (make) => make({ iat: Math.ceil(server.clock.now() / 1000) + 11 })],
    ['an iat of 62 seconds ago', (make) => make({ iat: Math.floor(server.clock.now() / 1000) - 62 })],
    ['a nonce that is no text', (make) => make({ nonce: 7 })],
  ];

  describe('the token endpoint refuses a proof with', () => {
    const make = (claims: object = {}, header: object = {}, signer?: never): Promise<string> =>
      key.prove(server, 'token', claims as never, header as never, signer);

    it.each(FLAWS)('%s', async (_, flawed) => {
      const before = await usedProofs();
      await expectOAuthError(await ofMachine(await flawed(make as never)), INVALID_PROOF);
      expect(await usedProofs()).toBe(before);
    });

    it('another one beside it', async () => {
      const body = query({ grant_type: 'client_credentials' }).toString();
      const send = async (...proofs: string[]): Promise<string> =>
        rawRequest(
          server,
          [
            'POST /oauth/token HTTP/1.1',
            `Authorization: ${basic(machine)['authorization']}`,
            'Content-Type: application/x-www-form-urlencoded',
            `Content-Length: ${body.length}`,
            ...proofs.map((proof) => `DPoP: ${proof}`),
          ],
          body,
        );
      expect(await send(await make())).toMatch(/^HTTP\/1\.1 200 /);
      const refused = await send(await make(), await make());
      expect(refused).toMatch(/^HTTP\/1\.1 400 /);
      expect(refused).toContain('"error":"invalid_dpop_proof"');
    });

    it('and before the grant is looked at, so that nothing is used up', async () => {
      const result = await obtainCode(server, client, {}, browser);
      const bad = { dpop: await key.prove(server, 'token', { htm: 'GET' }) };
      const form = {
        grant_type: 'authorization_code',
        code: result.code,
        code_verifier: 'w'.repeat(43),
      };
      await expectOAuthError(await post(server, 'token', client, form, bad), INVALID_PROOF);
      const tokens = await answer(await redeem(result, client, key));
      const refreshing = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
      await expectOAuthError(await post(server, 'token', client, refreshing, bad), INVALID_PROOF);
      expect((await rowsOf(tokens)).family.generation).toBe(1);
    });

    it('but first wants to know who is calling', async () => {
      const proof = { dpop: await key.prove(server, 'token') };
      const before = await usedProofs();
      const stranger = { ...machine, secret: 'wrong' };
      const refused = await post(server, 'token', stranger, { grant_type: 'client_credentials' }, proof);
      expect(refused.status).toBe(401);
      expect(await usedProofs()).toBe(before);
    });
  });

  it.each([
    ['the public address', (url: URL) => url.href],
    ['another query', (url: URL) => `${url.href}?a=b`],
    ['a fragment', (url: URL) => `${url.href}#a`],
    ['another case of scheme and host', (url: URL) => url.href.replace(url.origin, url.origin.toUpperCase())],
    ['an encoded letter', (url: URL) => url.href.replace(/token$/, '%74oken')],
  ])('takes %s for htu', async (_, spell) => {
    const htu = spell(new URL(`${server.issuer}/oauth/token`));
    expect((await ofMachine(await key.prove(server, 'token', { htu }))).status).toBe(200);
  });

  it('takes iat at both ends of its window', async () => {
    const now = Math.floor(server.clock.now() / 1000);
    for (const iat of [now + 10, now - 58]) {
      expect((await ofMachine(await key.prove(server, 'token', { iat }))).status).toBe(200);
    }
  });

  it('does not believe the Host header', async () => {
    const body = query({ grant_type: 'client_credentials' }).toString();
    const send = async (htu: string): Promise<string> =>
      rawRequest(
        server,
        [
          'POST /oauth/token HTTP/1.1',
          'Host: evil.example',
          'X-Forwarded-Host: evil.example',
          'X-Forwarded-Proto: https',
          `Authorization: ${basic(machine)['authorization']}`,
          'Content-Type: application/x-www-form-urlencoded',
          `Content-Length: ${body.length}`,
          `DPoP: ${await key.prove(server, 'token', { htu })}`,
        ],
        body,
      );
    for (const htu of ['https://evil.example/oauth/token', 'http://evil.example/oauth/token']) {
      expect(await send(htu)).toContain('"error":"invalid_dpop_proof"');
    }
    expect(await send(`${server.issuer}/oauth/token`)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('a client that is registered for bound tokens gets no other', async () => {
    const strict = await server.register({
      grantTypes: ['client_credentials'],
      redirectUris: [],
      scopes: ['orders:read'],
      dpopBoundAccessTokens: true,
    });
    const form = { grant_type: 'client_credentials' };
    await expectOAuthError(await post(server, 'token', strict, form), INVALID_PROOF);
    const tokens = await answer(await post(server, 'token', strict, form, await key.header(server)));
    expect(tokens.token_type).toBe('DPoP');
  });

  describe('a code that is bound to a key by the authorization request', () => {
    it.each(['confidential', 'public'])('is redeemed with that key only, by a %s client', async (kind) => {
      const by = kind === 'public' ? app : client;
      const result = await obtainCode(server, by, { dpop_jkt: key.jkt }, browser);
      await expectOAuthError(await redeem(result, by, null), INVALID_GRANT);
      await expectOAuthError(await redeem(result, by, other), INVALID_GRANT);
      // Without the key not even a wrong verifier burns it.
      const wrong = { code_verifier: 'w'.repeat(43) };
      await expectOAuthError(await redeem(result, by, other, wrong), INVALID_GRANT);
      const tokens = await answer(await redeem(result, by, key));
      expect(readJwt(tokens.access_token).claims['cnf']).toEqual({ jkt: key.jkt });
      // A replay without the key says nothing about who stole what (policy P4).
      await expectOAuthError(await redeem(result, by, other), INVALID_GRANT);
      expect((await rowsOf(tokens)).authorization.revokedAt).toBeNull();
      await expectOAuthError(await redeem(result, by, key), INVALID_GRANT);
      expect((await rowsOf(tokens)).authorization.revokedAt).toEqual(expect.any(Number));
    });
  });

  describe('a pushed request', () => {
    const proof = pkce();
    const push = (dpop: string | undefined, more: Parameters = {}): Promise<Response> =>
      post(
        server,
        'par',
        client,
        {
          response_type: 'code',
          redirect_uri: client.client.redirectUris[0],
          scope: 'openid profile',
          code_challenge: proof.challenge,
          code_challenge_method: 'S256',
          ...more,
        },
        dpop === undefined ? {} : { dpop },
      );
    const make = (claims: object = {}, header: object = {}, signer?: never): Promise<string> =>
      key.prove(server, 'par', claims as never, header as never, signer);

    it.each([
      ['the proof that comes with it', {}],
      ['proof and dpop_jkt alike', { dpop_jkt: 'the same' }],
    ])('is for the key of %s', async (_, named) => {
      const more = 'dpop_jkt' in named ? { dpop_jkt: key.jkt } : {};
      const response = await push(await make(), more);
      expect([response.status, response.headers.get('dpop-nonce')]).toEqual([201, null]);
      const { request_uri } = (await response.json()) as { request_uri: string };
      const parameters = query({ client_id: client.clientId, request_uri });
      const visitor = new Visitor();
      const page = await signIn(visitor, await visitor.visit(`${server.url('authorize')}?${parameters}`));
      const callback = new URL((page.left ? page : await allow(visitor, page)).url);
      const result = { ...proof, code: callback.searchParams.get('code')!, callback, visitor };
      await expectOAuthError(await redeem(result, client, null), INVALID_GRANT);
      await expectOAuthError(await redeem(result, client, other), INVALID_GRANT);
      expect(await answer(await redeem(result, client, key))).toMatchObject({ token_type: 'DPoP' });
    });

    it('must not name another key than its proof', async () => {
      await expectOAuthError(await push(await make(), { dpop_jkt: other.jkt }), INVALID_PROOF);
      expect((await push(undefined, { dpop_jkt: other.jkt })).status).toBe(201);
    });

    it('needs a proof made for it', async () => {
      const dpop = await key.prove(server, 'token');
      await expectOAuthError(await push(dpop), INVALID_PROOF);
      expect((await ofMachine(dpop)).status).toBe(200);
    });

    it.each(FLAWS)('is refused with %s in its proof', async (_, flawed) => {
      const before = await server.database.findMany(PushedRequest, {});
      await expectOAuthError(await push(await flawed(make as never)), INVALID_PROOF);
      expect(await server.database.findMany(PushedRequest, {})).toHaveLength(before.length);
    });

    it('is refused with a proof that was used', async () => {
      const dpop = await make();
      expect((await push(dpop)).status).toBe(201);
      await expectOAuthError(await push(dpop), INVALID_PROOF);
    });
  });

  describe('the refresh token of a public client', () => {
    it('is bound to the key of the redemption; others get nothing and use nothing up', async () => {
      const first = await begin(app);
      expect((await rowsOf(first)).family.dpopJkt).toBe(key.jkt);
      await expectOAuthError(await refresh(first, app, null), INVALID_GRANT);
      await expectOAuthError(await refresh(first, app, other), INVALID_GRANT);
      expect((await rowsOf(first)).family.generation).toBe(1);
      const second = await answer(await refresh(first, app, key));
      expect(second.token_type).toBe('DPoP');
      expect(readJwt(second.access_token).claims['cnf']).toEqual({ jkt: key.jkt });
      const third = await answer(await refresh(second, app, key));
      expect((await rowsOf(third)).family).toMatchObject({ generation: 3, dpopJkt: key.jkt });
    });

    it('that was rotated away revokes the family only for whoever has the key', async () => {
      const first = await begin(app);
      const second = await answer(await refresh(first, app, key));
      server.clock.advance(31);
      await expectOAuthError(await refresh(first, app, null), INVALID_GRANT);
      await expectOAuthError(await refresh(first, app, other), INVALID_GRANT);
      expect((await rowsOf(second)).authorization.revokedAt).toBeNull();
      await expectOAuthError(await refresh(first, app, key), INVALID_GRANT);
      expect((await rowsOf(second)).authorization.revokedAt).toEqual(expect.any(Number));
    });

    it('is bound from the moment on in which the client shows a key', async () => {
      const first = await begin(app, null);
      expect((await rowsOf(first)).family.dpopJkt).toBeNull();
      const second = await answer(await refresh(first, app, key));
      expect((await rowsOf(second)).family.dpopJkt).toBe(key.jkt);
      for (const token of [first, second]) {
        await expectOAuthError(await refresh(token, app, null), INVALID_GRANT);
        await expectOAuthError(await refresh(token, app, other), INVALID_GRANT);
      }
      await answer(await refresh(second, app, key));
    });
  });

  describe('the refresh token of a confidential client', () => {
    it('is bound to the client only: another key gives tokens for that key', async () => {
      const first = await begin(client);
      const second = await answer(await refresh(first, client, other));
      expect((await rowsOf(second)).family.dpopJkt).toBeNull();
      expect(readJwt(second.access_token).claims['cnf']).toEqual({ jkt: other.jkt });
      const third = await answer(await refresh(second, client, null));
      expect(third.token_type).toBe('Bearer');
    });
  });

  describe('the refresh token of a client that reuses it', () => {
    let reusing: RegisteredClient;

    beforeAll(async () => {
      reusing = await server.register({ refreshPolicy: 'reuse', dpopBoundAccessTokens: true });
    });

    it('stays the same, with new bound access tokens, and its idle time begins anew', async () => {
      const first = await begin(reusing);
      const { family: before } = await rowsOf(first);
      server.clock.advance(5);
      const second = await answer(await refresh(first, reusing, key));
      expect(second.refresh_token).toBe(first.refresh_token);
      expect(second.access_token).not.toBe(first.access_token);
      expect(readJwt(second.access_token).claims['cnf']).toEqual({ jkt: key.jkt });
      const { family } = await rowsOf(second);
      expect(family.idleExpiresAt).toBeGreaterThanOrEqual(before.idleExpiresAt + 5000);
      expect(family).toEqual({ ...before, idleExpiresAt: family.idleExpiresAt });
      // Longer than any grace window.
      server.clock.advance(900);
      await answer(await refresh(first, reusing, key));
    });

    it('never outlives the authorization', async () => {
      const first = await begin(reusing);
      const { family } = await rowsOf(first);
      for (let i = 0; i < 3; i++) {
        server.clock.advance(800);
        await answer(await refresh(first, reusing, key));
      }
      expect((await rowsOf(first)).family).toMatchObject({
        idleExpiresAt: family.expiresAt,
        expiresAt: family.expiresAt,
      });
      server.clock.advance(100);
      await expectOAuthError(await refresh(first, reusing, key), INVALID_GRANT);
    });

    it('is good for 20 uses at once', async () => {
      const first = await begin(reusing);
      const proofs = await Promise.all(Array.from({ length: 20 }, () => key.header(server)));
      const form = { grant_type: 'refresh_token', refresh_token: first.refresh_token };
      const all = await Promise.all(proofs.map((proof) => post(server, 'token', reusing, form, proof)));
      const tokens = await Promise.all(all.map((response) => answer(response)));
      expect(new Set(tokens.map((each) => each.refresh_token))).toEqual(new Set([first.refresh_token]));
      expect(new Set(tokens.map((each) => each.access_token)).size).toBe(20);
    });

    it('is nothing without proof, for another client, and once it is revoked', async () => {
      const first = await begin(reusing);
      await expectOAuthError(await refresh(first, reusing, null), INVALID_PROOF);
      await expectOAuthError(await refresh(first, client, key), INVALID_GRANT);
      await answer(await refresh(first, reusing, key));
      await post(server, 'revoke', reusing, { token: first.refresh_token });
      await expectOAuthError(await refresh(first, reusing, key), INVALID_GRANT);
    });

    it('goes on through changes of the policy; a lost answer can still be fetched', async () => {
      const settings = { grantTypes: ['authorization_code', 'refresh_token'], dpopBoundAccessTokens: true };
      const changing = await server.register(settings);
      const setPolicy = async (refreshPolicy: RefreshPolicy): Promise<void> => {
        const { version } = (await server.database.find(Client, { clientId: changing.clientId }))!;
        await server.registry.update(changing.clientId, version, { refreshPolicy }, ACTOR);
      };
      const first = await begin(changing);
      const second = await answer(await refresh(first, changing, key));
      expect(second.refresh_token).not.toBe(first.refresh_token);
      await setPolicy('reuse');
      // FAPI 2.0: whoever did not get the successor may come back with the predecessor.
      expect(await answer(await refresh(first, changing, key))).toEqual(second);
      const third = await answer(await refresh(second, changing, key));
      expect(third.refresh_token).toBe(second.refresh_token);
      await setPolicy('rotate');
      expect((await answer(await refresh(third, changing, key))).refresh_token).not.toBe(third.refresh_token);
    });

    it.each<[string, Partial<NewClient>]>([
      ['public', { tokenEndpointAuthMethod: 'none', dpopBoundAccessTokens: true }],
      ['not held to bound tokens', {}],
    ])('cannot be that of a client that is %s', async (_, input) => {
      await expect(server.register({ refreshPolicy: 'reuse', ...input })).rejects.toThrow(
        /may reuse its refresh token/,
      );
      // Nor if somebody wrote it into the table.
      const sneaky = await server.register(input);
      await server.database.update(Client, { clientId: sneaky.clientId }, { refreshPolicy: 'reuse' });
      const first = await begin(sneaky);
      const second = await answer(await refresh(first, sneaky, key));
      expect(second.refresh_token).not.toBe(first.refresh_token);
    });
  });

  describe('a repeat within the grace window', () => {
    it.each(['confidential', 'public'])(
      'gives a %s client the same answer for the same key',
      async (kind) => {
        const by = kind === 'public' ? app : client;
        const first = await begin(by);
        const second = await answer(await refresh(first, by, key));
        expect(await answer(await refresh(first, by, key))).toEqual(second);
        for (const proven of [other, null]) {
          await expectOAuthError(await refresh(first, by, proven), INVALID_GRANT);
        }
        // Neither counted nor punished.
        expect((await rowsOf(second)).family.repeats).toBe(1);
        expect((await rowsOf(second)).authorization.revokedAt).toBeNull();
        expect(await answer(await refresh(first, by, key))).toEqual(second);
      },
    );

    it('of a bearer answer is not for a request that wants a bound one', async () => {
      const first = await begin(client, null);
      const second = await answer(await refresh(first, client, null));
      await expectOAuthError(await refresh(first, client, key), INVALID_GRANT);
      expect(await answer(await refresh(first, client, null))).toEqual(second);
    });
  });

  describe('userinfo', () => {
    let tokens: TokenAnswer;
    let bearerTokens: TokenAnswer;

    beforeAll(async () => {
      tokens = await begin(client);
      bearerTokens = await begin(client, null);
    });

    const expectRefused = async (response: Response, error: ExpectedError): Promise<void> =>
      expectOAuthError(response, error, challengeOf(error));

    it.each(['confidential', 'opaque', 'public'])(
      'answers whoever proves the key of a %s token',
      async (kind) => {
        const by = { confidential: client, opaque, public: app }[kind]!;
        const { access_token: token } = await begin(by);
        const response = await userinfo(await key.bearing(server, token));
        expect(response.status).toBe(200);
        expect(response.headers.get('cache-control')).toBe('no-store');
        expect(await response.json()).toMatchObject({ name: 'Alice Liddell' });
      },
    );

    it('is asked by POST as well, and for the scheme in any case', async () => {
      for (const scheme of ['DPoP', 'dpop', 'DPOP']) {
        const headers = await key.bearing(server, tokens.access_token, { htm: 'POST' });
        const response = await fetch(server.url('userinfo'), {
          method: 'POST',
          headers: { ...headers, authorization: `${scheme} ${tokens.access_token}` },
        });
        expect(response.status).toBe(200);
      }
    });

    describe('refuses a proof with', () => {
      const make = (claims: object = {}, header: object = {}, signer?: never): Promise<string> =>
        key.prove(
          server,
          'userinfo',
          { htm: 'GET', ath: athOf(tokens.access_token), ...claims },
          header as never,
          signer,
        );

      it.each(FLAWS)('%s', async (_, flawed) => {
        const before = await usedProofs();
        const dpop = await flawed(make as never);
        const response = await userinfo({ authorization: `DPoP ${tokens.access_token}`, dpop });
        await expectRefused(response, unauthorized(INVALID_PROOF));
        expect(await usedProofs()).toBe(before);
      });

      it.each([
        ['no ath', undefined],
        ['the ath of another token', () => athOf(bearerTokens.access_token)],
        ['the token itself as ath', () => tokens.access_token],
      ])('%s', async (_, ath) => {
        const headers = await key.bearing(server, tokens.access_token, { ath: ath?.() });
        await expectRefused(await userinfo(headers), unauthorized(INVALID_PROOF));
      });

      it('another one beside it', async () => {
        const lines = [
          'GET /oauth/userinfo HTTP/1.1',
          `Authorization: DPoP ${tokens.access_token}`,
          `DPoP: ${await make()}`,
        ];
        expect(await rawRequest(server, lines)).toMatch(/^HTTP\/1\.1 200 /);
        const twice = [...lines.slice(0, 2), `DPoP: ${await make()}`, `DPoP: ${await make()}`];
        const refused = await rawRequest(server, twice);
        expect(refused).toMatch(/^HTTP\/1\.1 401 /);
        expect(refused).toContain('"error":"invalid_dpop_proof"');
      });
    });

    it('refuses a request without a proof', async () => {
      const headers = { authorization: `DPoP ${tokens.access_token}` };
      await expectRefused(await userinfo(headers), unauthorized(INVALID_PROOF));
    });

    it('refuses the proof of another key, and does not use it up', async () => {
      const before = await usedProofs();
      await expectRefused(await userinfo(await other.bearing(server, tokens.access_token)), INVALID_TOKEN);
      expect(await usedProofs()).toBe(before);
    });

    it('refuses a bound token as a bearer token, with or without a proof', async () => {
      const authorization = `Bearer ${tokens.access_token}`;
      const { dpop } = (await key.bearing(server, tokens.access_token)) as { dpop: string };
      const ways: Record<string, string>[] = [{ authorization }, { authorization, dpop }];
      for (const headers of ways) {
        await expectOAuthError(
          await userinfo(headers),
          INVALID_TOKEN,
          'Bearer error="invalid_token", error_description="The access token is invalid or expired."',
        );
      }
    });

    it('refuses a bearer token under the DPoP scheme', async () => {
      const headers = await key.bearing(server, bearerTokens.access_token);
      await expectRefused(await userinfo(headers), INVALID_TOKEN);
    });

    it('refuses a token that is unknown, and an ID token', async () => {
      for (const token of ['x', tokens.id_token, tokens.refresh_token]) {
        await expectRefused(await userinfo(await key.bearing(server, token)), INVALID_TOKEN);
      }
    });

    it('says so when the token is good and a scope is missing', async () => {
      const result = await obtainCode(server, client, { scope: 'profile' }, browser);
      const { access_token: token } = await answer(await redeem(result, client, key));
      const response = await userinfo(await key.bearing(server, token));
      await expectOAuthError(
        response,
        [403, 'insufficient_scope', 'The access token lacks a scope that this endpoint needs.'],
        `DPoP error="insufficient_scope", error_description="The access token lacks a scope that this endpoint needs.", scope="openid", ${ALGS}`,
      );
    });

    it.each(['DPoP', 'DPoP a b', 'DPoP a,b'])('does not understand %p', async (authorization) => {
      await expectRefused(await userinfo({ authorization }), [
        400,
        'invalid_request',
        "The Authorization header is not 'DPoP' and one token.",
      ]);
    });

    it('refuses a token in header and body', async () => {
      const { access_token: token } = tokens;
      const response = await fetch(server.url('userinfo'), {
        method: 'POST',
        headers: {
          ...(await key.bearing(server, token, { htm: 'POST' })),
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: query({ access_token: token }).toString(),
      });
      await expectRefused(response, [
        400,
        'invalid_request',
        'The access token was sent in more than one way.',
      ]);
    });

    it('offers both schemes to a request without a token', async () => {
      const ways: Record<string, string>[] = [{}, { authorization: `Basic ${btoa('a:b')}` }];
      for (const headers of ways) {
        const response = await userinfo(headers);
        expect([response.status, response.headers.get('www-authenticate'), await response.text()]).toEqual([
          401,
          `Bearer, DPoP ${ALGS}`,
          '{}',
        ]);
      }
    });
  });

  describe('a proof that was used', () => {
    let processes: RunningServer[];
    let members: TestServer[];

    beforeAll(async () => {
      processes = await Promise.all([1, 2].map(() => ServerProcess.start(memberOf(server))));
      members = processes.map((process) => through(server, process));
    });
    afterAll(() => Promise.all(processes.map(({ process }) => process.stop())));

    /** The processes have the real time. */
    const atRealTime = (claims: object = {}): object => ({ iat: Math.floor(Date.now() / 1000), ...claims });

    it('is refused at the token endpoint of the same and of every other process', async () => {
      const dpop = await key.prove(server, 'token', atRealTime() as never);
      expect((await ofMachine(dpop, members[0])).status).toBe(200);
      for (const member of members) await expectOAuthError(await ofMachine(dpop, member), INVALID_PROOF);
    });

    it('is refused at userinfo of the same and of every other process', async () => {
      const issued = await post(
        members[0]!,
        'token',
        client,
        { grant_type: 'refresh_token', refresh_token: (await begin(client, null)).refresh_token },
        { dpop: await key.prove(server, 'token', atRealTime() as never) },
      );
      const { access_token: token } = (await issued.json()) as TokenAnswer;
      const headers = await key.bearing(server, token, atRealTime() as never);
      expect((await userinfo(headers, members[0])).status).toBe(200);
      for (const member of members) {
        const refused = unauthorized(INVALID_PROOF);
        await expectOAuthError(await userinfo(headers, member), refused, challengeOf(refused));
      }
    });

    it('in 20 requests at once is good for one of them', async () => {
      const dpop = await key.prove(server, 'token', atRealTime() as never);
      const all = await Promise.all(Array.from({ length: 20 }, (_, i) => ofMachine(dpop, members[i % 2])));
      expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(400)]);
    });

    it('is remembered for as long as it is fresh, and then forgotten', async () => {
      const jti = randomUUID();
      const iat = Math.floor(server.clock.now() / 1000) + 10;
      const dpop = await key.prove(server, 'token', { jti, iat });
      expect((await ofMachine(dpop)).status).toBe(200);
      const pruner = server.app.get(Pruner, { strict: false });
      server.clock.advance(68);
      await pruner.run();
      await expectOAuthError(await ofMachine(dpop), INVALID_PROOF);
      expect((await ofMachine(await key.prove(server, 'token', { jti: randomUUID(), iat }))).status).toBe(
        200,
      );
      server.clock.advance(200);
      await pruner.run();
      expect(await usedProofs()).toBe(0);
      // A jti may come again when nobody can replay its first proof any more.
      expect((await ofMachine(await key.prove(server, 'token', { jti }))).status).toBe(200);
    });

    it('does not use up the jti of another key', async () => {
      const jti = randomUUID();
      expect((await ofMachine(await key.prove(server, 'token', { jti }))).status).toBe(200);
      expect((await ofMachine(await other.prove(server, 'token', { jti }))).status).toBe(200);
    });
  });
});

describe.each(DATABASES)('DPoP with nonces on %s', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let machine: RegisteredClient;
  let key: DpopKey;

  beforeAll(async () => {
    server = await TestServer.start({
      database,
      options: { dpop: { nonce: 'required', nonceSeconds: 60, proofSeconds: 300 } },
    });
    await server.addUser();
    client = await server.register();
    machine = await server.register({ grantTypes: ['client_credentials'], redirectUris: [], scopes: ['a'] });
    key = await DpopKey.create();
  });
  afterAll(() => server.close());

  const ask = async (nonce: string | undefined, on = server): Promise<Response> =>
    post(
      on,
      'token',
      machine,
      { grant_type: 'client_credentials' },
      await key.header(server, { nonce, iat: Math.floor(on.clock.now() / 1000) }),
    );

  /** What a refusal offers. */
  const offered = async (response: Response): Promise<string> => {
    const nonce = response.headers.get('dpop-nonce');
    await expectOAuthError(response, USE_NONCE);
    expect(nonce).toMatch(/^[\w-]{22}$/);
    return nonce!;
  };

  it('asks for one at the token endpoint and takes it', async () => {
    const nonce = await offered(await ask(undefined));
    const response = await ask(nonce);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(response.headers.get('dpop-nonce')).toMatch(/^[\w-]{22}$/);
    expect((await response.json()) as object).toMatchObject({ token_type: 'DPoP' });
  });

  it('takes one again and again while it is fresh, then offers the next', async () => {
    const nonce = await offered(await ask(undefined));
    for (const seconds of [0, 30, 29]) {
      server.clock.advance(seconds);
      expect((await ask(nonce)).status).toBe(200);
    }
    server.clock.advance(61);
    const next = await offered(await ask(nonce));
    expect(next).not.toBe(nonce);
    expect((await ask(next)).status).toBe(200);
  });

  it('takes one of a process whose clock is ahead, and none from far ahead', async () => {
    server.clock.advance(60);
    const ahead = await offered(await ask(undefined));
    server.clock.advance(-60);
    expect((await ask(ahead)).status).toBe(200);
    server.clock.advance(-60);
    await offered(await ask(ahead));
    server.clock.advance(60);
  });

  it.each(['', 'x', 'A'.repeat(22), 'é'.repeat(22)])('does not take %p for one', async (nonce) => {
    const response = await ask(nonce);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: string }).error).toBe(
      nonce === '' ? 'invalid_dpop_proof' : 'use_dpop_nonce',
    );
  });

  it('leaves requests without a proof alone', async () => {
    const response = await post(server, 'token', machine, { grant_type: 'client_credentials' });
    expect([response.status, response.headers.get('dpop-nonce')]).toEqual([200, null]);
  });

  it('asks for one when a request is pushed', async () => {
    const push = async (claims: object): Promise<Response> =>
      post(
        server,
        'par',
        client,
        {
          response_type: 'code',
          redirect_uri: client.client.redirectUris[0],
          code_challenge: pkce().challenge,
          code_challenge_method: 'S256',
        },
        { dpop: await key.prove(server, 'par', claims as never) },
      );
    const response = await push({ nonce: await offered(await push({})) });
    expect([response.status, response.headers.get('dpop-nonce')]).toEqual([201, expect.any(String)]);
  });

  it('asks for one at userinfo, in a challenge', async () => {
    const nonce = await offered(await ask(undefined));
    const result = await obtainCode(server, client);
    const issued = await post(
      server,
      'token',
      client,
      { grant_type: 'authorization_code', code: result.code, code_verifier: result.verifier },
      await key.header(server, { nonce }),
    );
    const { access_token: token } = (await issued.json()) as TokenAnswer;
    const userinfo = async (claims: object): Promise<Response> =>
      fetch(server.url('userinfo'), { headers: await key.bearing(server, token, claims as never) });
    const refused = await userinfo({});
    const error = unauthorized(USE_NONCE);
    const fresh = refused.headers.get('dpop-nonce');
    await expectOAuthError(refused, error, challengeOf(error));
    const response = await userinfo({ nonce: fresh });
    expect([response.status, response.headers.get('dpop-nonce')]).toEqual([200, expect.any(String)]);
  });

  it('takes what another process has given out, and none that another installation has', async () => {
    const more = { DPOP: '{"nonce":"required","nonceSeconds":60}' };
    const process = await ServerProcess.start(memberOf(server, more));
    try {
      const member = Object.assign(through(server, process), { clock: { now: () => Date.now() } });
      const theirs = await offered(await ask(undefined, member));
      const now = server.clock.now();
      server.clock.advance((Date.now() - now) / 1000);
      expect((await ask(theirs)).status).toBe(200);
      const ours = await offered(await ask(undefined));
      expect((await ask(ours, member)).status).toBe(200);
    } finally {
      await process.process.stop();
    }
    const foreign = await TestServer.start({
      database,
      options: {
        masterKey: 'f0e1d2c3b4a5968778695a4b3c2d1e0f0f1e2d3c4b5a69788796a5b4c3d2e1f0',
        dpop: { nonce: 'required', nonceSeconds: 60 },
      },
    });
    try {
      const theirs = await foreign.register({ grantTypes: ['client_credentials'], redirectUris: [] });
      const refused = await post(
        foreign,
        'token',
        theirs,
        { grant_type: 'client_credentials' },
        await key.header(foreign),
      );
      await offered(await ask(await offered(refused)));
    } finally {
      await foreign.close();
    }
  });

  it.each(['public', 'confidential'])('openid-client as a %s client gets along', async (kind) => {
    await walkWithLibrary(server, kind === 'public');
  });
});

/** The whole life of bound tokens with a stock library. */
async function walkWithLibrary(server: TestServer, isPublic: boolean): Promise<void> {
  const redirectUri = 'https://client.example/cb';
  const client = await server.register({
    tokenEndpointAuthMethod: isPublic ? 'none' : 'client_secret_basic',
  });
  const config = await oidc.discovery(
    new URL(server.issuer),
    client.clientId,
    {
      id_token_signed_response_alg: client.client.idTokenAlg,
      [oidc.clockSkew]: Math.round((server.clock.now() - Date.now()) / 1000),
    },
    isPublic ? oidc.None() : oidc.ClientSecretBasic(client.secret!),
    { execute: [oidc.allowInsecureRequests] },
  );
  expect(config.serverMetadata().dpop_signing_alg_values_supported).toContain('ES256');
  const DPoP = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'));
  const { verifier, challenge } = pkce();
  const visitor = new Visitor();
  const request = authorizeUrl(server, client, { verifier, challenge });
  const done = await allow(visitor, await signIn(visitor, await visitor.visit(request)));
  const checks = { pkceCodeVerifier: verifier, expectedState: 'st4te' };
  expect(new URL(done.url).origin + new URL(done.url).pathname).toBe(redirectUri);
  const tokens = await oidc.authorizationCodeGrant(config, new URL(done.url), checks, undefined, { DPoP });
  expect(tokens.token_type).toBe('dpop');
  const { sub } = tokens.claims()!;
  expect(await oidc.fetchUserInfo(config, tokens.access_token, sub, { DPoP })).toMatchObject({ sub });
  const next = await oidc.refreshTokenGrant(config, tokens.refresh_token!, undefined, { DPoP });
  expect(next.token_type).toBe('dpop');
  expect(await oidc.fetchUserInfo(config, next.access_token, sub, { DPoP })).toMatchObject({ sub });

  const stranger = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'));
  const stolen = oidc.refreshTokenGrant(config, next.refresh_token!, undefined, { DPoP: stranger });
  if (isPublic) await expect(stolen).rejects.toMatchObject({ error: 'invalid_grant' });
  else expect((await stolen).token_type).toBe('dpop');
  await expect(oidc.fetchUserInfo(config, next.access_token, sub)).rejects.toMatchObject({ status: 401 });
}

describe.each(DATABASES)('a stock client on %s', (database) => {
  it.each([true, false])('uses bound tokens; public: %p', async (isPublic) => {
    const server = await TestServer.start({ database });
    try {
      await server.addUser();
      await walkWithLibrary(server, isPublic);
    } finally {
      await server.close();
    }
  });
});

describe.each(DATABASES)('a server without DPoP on %s', (database) => {
  let storage: TestDatabase;
  let server: TestServer;
  let key: DpopKey;
  /** Issued while the server still had it. */
  let before: TokenAnswer;
  let app: RegisteredClient;
  let strict: RegisteredClient;

  beforeAll(async () => {
    storage = await createMigratedDatabase(database);
    key = await DpopKey.create();
    const earlier = await TestServer.start({ database, storage });
    await earlier.addUser();
    app = await earlier.register({ tokenEndpointAuthMethod: 'none', accessTokenFormat: 'opaque' });
    strict = await earlier.register({
      grantTypes: ['client_credentials'],
      redirectUris: [],
      dpopBoundAccessTokens: true,
    });
    const result = await obtainCode(earlier, app);
    const form = { grant_type: 'authorization_code', code: result.code, code_verifier: result.verifier };
    const issued = await post(earlier, 'token', app, form, await key.header(earlier));
    before = (await issued.json()) as TokenAnswer;
    expect(before.token_type).toBe('DPoP');
    await earlier.close();
    server = await TestServer.start({ database, storage, extras: { features: { dpop: false } } });
  });
  afterAll(async () => {
    await server.close();
    await storage.drop();
  });

  it('says nothing of it in the metadata', async () => {
    const document = await (await fetch(`${server.issuer}/.well-known/openid-configuration`)).json();
    expect(document).not.toHaveProperty('dpop_signing_alg_values_supported');
  });

  it('does not look at the header and issues bearer tokens', async () => {
    const machine = await server.register({ grantTypes: ['client_credentials'], redirectUris: [] });
    for (const headers of [{ dpop: 'nonsense' }, await key.header(server)]) {
      const response = await post(server, 'token', machine, { grant_type: 'client_credentials' }, headers);
      expect(await response.json()).toMatchObject({ token_type: 'Bearer' });
    }
  });

  it('ignores a key that an authorization request names', async () => {
    const client = await server.register();
    const result = await obtainCode(server, client, { dpop_jkt: key.jkt });
    const form = { grant_type: 'authorization_code', code: result.code, code_verifier: result.verifier };
    expect(await (await post(server, 'token', client, form)).json()).toMatchObject({ token_type: 'Bearer' });
  });

  it('refuses clients that must have bound tokens', async () => {
    for (const headers of [{}, await key.header(server)]) {
      const form = { grant_type: 'client_credentials' };
      await expectOAuthError(await post(server, 'token', strict, form, headers), INVALID_PROOF);
    }
  });

  it('takes no bound token, refresh or access, from before as if it were none', async () => {
    const refreshing = { grant_type: 'refresh_token', refresh_token: before.refresh_token };
    await expectOAuthError(
      await post(server, 'token', app, refreshing, await key.header(server)),
      INVALID_GRANT,
    );
    const ask = (headers: Record<string, string>): Promise<Response> =>
      fetch(server.url('userinfo'), { headers });
    await expectOAuthError(
      await ask({ authorization: `Bearer ${before.access_token}` }),
      INVALID_TOKEN,
      'Bearer error="invalid_token", error_description="The access token is invalid or expired."',
    );
    const response = await ask(await key.bearing(server, before.access_token));
    expect([response.status, response.headers.get('www-authenticate'), await response.text()]).toEqual([
      401,
      'Bearer',
      '{}',
    ]);
  });
});
