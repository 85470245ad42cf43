import { createHmac, createPublicKey, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccessToken, OutgoingHttp, UsedJti, type ClientSettings, type NewClient } from '@portcullis/oauth';
import * as oidc from 'openid-client';
import { exportJWK } from 'jose';
import {
  assertionForm,
  assertionOf,
  assertionParts,
  clientKey,
  type AssertionChanges,
  type ClientKey,
} from '../support/assertions.js';
import { DATABASES } from '../support/databases.js';
import { FakeOutgoing } from '../support/fake-outgoing.js';
import { basic, obtainCode, post } from '../support/flow.js';
import { expectOAuthError, INVALID_CLIENT, type ExpectedError } from '../support/oauth-error.js';
import { ACTOR, TestServer, type RegisteredClient } from '../support/test-server.js';

const BUSY: ExpectedError = [
  503,
  'temporarily_unavailable',
  'The server cannot answer now. Try again shortly.',
];
const KEYS_URL = 'https://client.example/jwks.json';

describe.each(DATABASES)('private_key_jwt on %s', (database) => {
  let server: TestServer;
  let other: TestServer;
  let outgoing: FakeOutgoing;
  const key = clientKey();
  const rsa = clientKey('RS256');
  let client: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start({ database, extras: { outgoing: FakeOutgoing }, quiet: true });
    other = await TestServer.start({
      database,
      storage: server.storage,
      options: { issuer: server.issuer },
      extras: { outgoing: FakeOutgoing },
    });
    outgoing = server.app.get(OutgoingHttp, { strict: false });
    client = await register({ jwks: { keys: [key.jwk, rsa.jwk] } });
    await server.addUser();
  });
  afterAll(async () => {
    await other.close();
    await server.close();
  });
  beforeEach(() => {
    outgoing.requests.length = 0;
  });

  const register = (settings: Partial<ClientSettings> = {}): Promise<RegisteredClient> =>
    server.register({
      tokenEndpointAuthMethod: 'private_key_jwt',
      grantTypes: ['client_credentials'],
      redirectUris: [],
      scopes: ['orders:read'],
      accessTokenFormat: 'opaque',
      ...settings,
    } as Partial<NewClient>);

  const send = (form: Record<string, string>, at = server.listening, endpoint = 'token'): Promise<Response> =>
    fetch(`${at}/oauth/${endpoint}`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', ...form }),
    });

  const present = (assertion: string, more: Record<string, string> = {}): Promise<Response> =>
    send({ ...assertionForm(assertion), ...more });

  /** What a client gets for an assertion with these changes. */
  const statusOf = async (
    changes: AssertionChanges = {},
    who: RegisteredClient = client,
    signer: ClientKey = key,
  ): Promise<number> => (await present(await assertionOf(server, who.clientId, signer, changes))).status;

  const traces = async (): Promise<number[]> => [
    (await server.database.findMany(AccessToken, {})).length,
    (await server.database.findMany(UsedJti, {})).length,
  ];

  /** Refused, no token, no used-up jti, nothing fetched. */
  const refuses = async (
    form: Record<string, string>,
    error: ExpectedError = INVALID_CLIENT,
  ): Promise<void> => {
    const before = await traces();
    await expectOAuthError(await send(form), error);
    expect(await traces()).toEqual(before);
    expect(outgoing.requests).toEqual([]);
  };

  describe('an assertion', () => {
    it.each<[string, () => Promise<Response>]>([
      ['alone', async () => present(await assertionOf(server, client.clientId, key))],
      [
        'with the client_id in the form',
        async () => present(await assertionOf(server, client.clientId, key), { client_id: client.clientId }),
      ],
      ['signed with RSA', async () => present(await assertionOf(server, client.clientId, rsa))],
      [
        'signed with PSS',
        async () => present(await assertionOf(server, client.clientId, { ...rsa, alg: 'PS256' })),
      ],
      [
        'without kid',
        async () => present(await assertionOf(server, client.clientId, key, { header: { kid: undefined } })),
      ],
      [
        'of the explicit type',
        async () =>
          present(
            await assertionOf(server, client.clientId, key, {
              header: { typ: 'client-authentication+jwt' },
            }),
          ),
      ],
    ])('is taken %s', async (_, answer) => {
      expect((await answer()).status).toBe(200);
    });

    it('is taken with EdDSA, and the right one of several keys is found without kid', async () => {
      const keys = [clientKey('EdDSA'), clientKey('EdDSA'), clientKey('EdDSA')];
      const who = await register({ jwks: { keys: keys.map(({ jwk }) => jwk) } });
      for (const signer of keys) {
        expect(await statusOf({ header: { kid: undefined } }, who, signer)).toBe(200);
      }
      expect(await statusOf({ header: { kid: undefined } }, who, clientKey('EdDSA'))).toBe(401);
    });

    it.each<[string, AssertionChanges]>([
      ['that has expired', { exp: 0 }],
      ['without exp', { exp: undefined }],
      ['with exp as a text', { claims: { exp: '9999999999' } }],
      ['with exp beyond numbers', { claims: { exp: null } }],
      ['that lives for more than an hour', { exp: 3602 }],
      ['that begins in more than a minute', { nbf: 61 }],
      ['issued in more than a minute', { iat: 61 }],
      ['with nbf as a text', { claims: { nbf: '0' } }],
      ['for another server', { claims: { aud: 'https://other.example' } }],
      ['for the issuer with a slash', { claims: { aud: 'http://localhost/' } }],
      ['for nobody', { claims: { aud: undefined } }],
      ['for an empty list', { claims: { aud: [] } }],
      ['for a structure', { claims: { aud: { issuer: true } } }],
      ['without iss', { claims: { iss: undefined } }],
      ['without sub', { claims: { sub: undefined } }],
      ['whose iss is not sub', { claims: { iss: 'somebody' } }],
      ['whose sub is not iss', { claims: { sub: 'somebody' } }],
      ['whose iss and sub are nobody', { claims: { iss: 'nobody', sub: 'nobody' } }],
      ['whose iss and sub are numbers', { claims: { iss: 1, sub: 1 } }],
      ['whose sub is a list', { claims: { iss: ['x'], sub: ['x'] } }],
      ['without jti', { claims: { jti: undefined } }],
      ['with an empty jti', { claims: { jti: '' } }],
      ['with a number for jti', { claims: { jti: 1 } }],
      ['with a long jti', { claims: { jti: 'x'.repeat(257) } }],
      ['of another type', { header: { typ: 'at+jwt' } }],
      ['that is a DPoP proof', { header: { typ: 'dpop+jwt' } }],
      ['with an unknown crit', { header: { crit: ['exp'], exp: 1 } }],
      ['with a kid that walks', { header: { kid: '../../../../etc/passwd' } }],
      ['with a kid that asks', { header: { kid: "' OR 1=1 --" } }],
      ['with a kid that is no text', { header: { kid: 7 } }],
      ['with a kid of nobody', { header: { kid: 'unknown' } }],
      ['too long', { claims: { padding: 'x'.repeat(9000) } }],
    ])('is refused %s', async (_, changes) => {
      await refuses(assertionForm(await assertionOf(server, client.clientId, key, changes)));
    });

    it.each<[string, number, number]>([
      ['nbf 10 seconds ahead', 10, 200],
      ['nbf 61 seconds ahead', 61, 401],
    ])('tolerates a clock that is ahead, within bounds: %s', async (_, nbf, status) => {
      expect(await statusOf({ nbf, iat: nbf })).toBe(status);
    });

    it.each<[string, () => string[]]>([
      ['the issuer', () => [server.issuer]],
      ['the token endpoint', () => [server.url('token')]],
      ['the endpoint for pushed requests', () => [server.url('par')]],
      ['a list with the issuer', () => [server.issuer, 'https://other.example']],
    ])('may name %s as its audience', async (_, audience) => {
      const aud = audience();
      expect(await statusOf({ claims: { aud: aud.length === 1 ? aud[0] : aud } })).toBe(200);
    });

    it('must name the issuer alone, as a text, for a strict client', async () => {
      const strict = await register({ jwks: { keys: [key.jwk] }, strictAssertionAudience: true });
      expect(await statusOf({}, strict)).toBe(200);
      for (const aud of [
        [server.issuer],
        [server.issuer, server.url('token')],
        server.url('token'),
        server.url('par'),
        `${server.issuer}/`,
      ]) {
        await refuses(assertionForm(await assertionOf(server, strict.clientId, key, { claims: { aud } })));
      }
    });

    it('is signed with the registered algorithm only', async () => {
      const pinned = await register({ jwks: { keys: [key.jwk, rsa.jwk] }, authSigningAlg: 'PS256' });
      expect(await statusOf({}, pinned, { ...rsa, alg: 'PS256' })).toBe(200);
      for (const signer of [key, rsa]) {
        await refuses(assertionForm(await assertionOf(server, pinned.clientId, signer)));
      }
    });

    it.each(['none', 'None', 'nOnE', ''])('is refused unsigned, with alg "%s"', async (alg) => {
      const { header, claims } = assertionParts(server, client.clientId, key);
      await refuses(assertionForm(`${encode({ ...header, alg })}.${encode(claims)}.`));
      const signature = (await assertionOf(server, client.clientId, key)).split('.')[2];
      await refuses(assertionForm(`${encode({ ...header, alg })}.${encode(claims)}.${signature}`));
    });

    it('is refused when the public key was used as a shared secret', async () => {
      const pem = createPublicKey({ key: key.jwk as never, format: 'jwk' }).export({
        type: 'spki',
        format: 'pem',
      });
      for (const secret of [pem, ` ${pem.toString()}`, JSON.stringify(key.jwk)]) {
        const { header, claims } = assertionParts(server, client.clientId, key, { header: { alg: 'HS256' } });
        const signed = `${encode(header)}.${encode(claims)}`;
        const mac = createHmac('sha256', secret).update(signed).digest('base64url');
        await refuses(assertionForm(`${signed}.${mac}`));
      }
    });

    it('is judged by the registered keys alone, and nothing it links to is fetched', async () => {
      const attacker = clientKey();
      const links = {
        jwk: await exportJWK(createPublicKey({ key: attacker.jwk as never, format: 'jwk' })),
        jku: 'https://evil.example/jwks',
        x5u: 'https://evil.example/cert',
        x5c: ['MIIB'],
      };
      outgoing.serve(links.jku, { keys: [attacker.jwk] });
      for (const kid of [undefined, key.kid, attacker.kid]) {
        const changes = { header: { ...links, kid } };
        await refuses(assertionForm(await assertionOf(server, client.clientId, attacker, changes)));
      }
      // They do no harm to one that is good without them.
      expect(await statusOf({ header: links })).toBe(200);
      expect(outgoing.requests).toEqual([]);
    });

    it.each<[string, (good: string) => string]>([
      ['no text', () => ''],
      ['one part', (good) => good.split('.')[0]!],
      ['two parts', (good) => good.split('.').slice(0, 2).join('.')],
      ['four parts', (good) => `${good}.x`],
      ['no signature', (good) => `${good.split('.').slice(0, 2).join('.')}.`],
      ['another payload', (good) => swapped(good, 1, (claims) => ({ ...claims, jti: randomUUID() }))],
      ['another header', (good) => swapped(good, 0, (header) => ({ ...header, more: 1 }))],
      ['a header that is a list', (good) => `${encode([])}.${good.split('.').slice(1).join('.')}`],
      ['a payload that is null', (good) => `${good.split('.')[0]}.${encode(null)}.${good.split('.')[2]}`],
      [
        'r and s of zero',
        (good) => `${good.split('.').slice(0, 2).join('.')}.${Buffer.alloc(64).toString('base64url')}`,
      ],
      ['padding', (good) => `${good}=`],
      ['a line break', (good) => `${good}\n`],
    ])('is refused with %s', async (_, change) => {
      const changed = change(await assertionOf(server, client.clientId, key));
      await refuses(assertionForm(changed));
    });

    it('with a huge header is refused unread', async () => {
      const { claims } = assertionParts(server, client.clientId, key);
      const header = (size: number): string =>
        encode({ alg: 'ES256', kid: key.kid, padding: 'x'.repeat(size) });
      await refuses(assertionForm(`${header(40_000)}.${encode(claims)}.AAAA`));
      await refuses(assertionForm(`${header(1_000_000)}.${encode(claims)}.AAAA`), [
        413,
        'invalid_request',
        'The request body is too large.',
      ]);
    });

    it('works at every endpoint where clients authenticate', async () => {
      const api = await register({ jwks: { keys: [key.jwk] }, mayIntrospect: true });
      for (const endpoint of ['introspect', 'check_access', 'revoke']) {
        const form = assertionForm(await assertionOf(server, api.clientId, key));
        const answer = await send({ ...form, token: 'x' }, server.listening, endpoint);
        expect([endpoint, answer.status]).toEqual([endpoint, 200]);
        await expectOAuthError(
          await send({ ...form, token: 'x' }, server.listening, endpoint),
          INVALID_CLIENT,
        );
      }
    });
  });

  describe('a jti', () => {
    it('is good once', async () => {
      const form = assertionForm(await assertionOf(server, client.clientId, key));
      expect((await send(form)).status).toBe(200);
      await refuses(form);
    });

    it('is good once in another assertion, too', async () => {
      const jti = randomUUID();
      expect(await statusOf({ claims: { jti } })).toBe(200);
      expect(await statusOf({ claims: { jti }, exp: 30 })).toBe(401);
    });

    it('is good once among 20 requests at two processes', async () => {
      const form = assertionForm(await assertionOf(server, client.clientId, key));
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => send(form, [server, other][i % 2]!.listening)),
      );
      const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
      expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 401)]);
    });

    it('of one client means nothing for another', async () => {
      const jti = randomUUID();
      const twin = await register({ jwks: { keys: [key.jwk] } });
      expect(await statusOf({ claims: { jti } })).toBe(200);
      expect(await statusOf({ claims: { jti } }, twin)).toBe(200);
    });

    it('is not used up by an assertion that is refused', async () => {
      const jti = randomUUID();
      expect(await statusOf({ claims: { jti }, exp: 0 })).toBe(401);
      expect(await statusOf({ claims: { jti, aud: 'https://other.example' } })).toBe(401);
      expect(await statusOf({ claims: { jti } }, client, clientKey())).toBe(401);
      expect(await statusOf({ claims: { jti } })).toBe(200);
    });
  });

  describe('the method', () => {
    it('leaves a client without a secret', async () => {
      expect(client.secret).toBeNull();
      expect(await server.registry.secrets(client.clientId)).toEqual([]);
    });

    it('is the only one that its client may use', async () => {
      const { value } = await server.registry.addSecret(
        client.clientId,
        { name: 'for later', expiresAt: null },
        ACTOR,
      );
      await expectOAuthError(
        await fetch(server.url('token'), {
          method: 'POST',
          headers: basic({ ...client, secret: value }),
          body: new URLSearchParams({ grant_type: 'client_credentials' }),
        }),
        INVALID_CLIENT,
      );
      await refuses({ client_id: client.clientId, client_secret: value });
      await refuses({ client_id: client.clientId });
    });

    it('is not for clients that are registered for another one', async () => {
      const secretive = await server.register({ grantTypes: ['client_credentials'], redirectUris: [] });
      await refuses(assertionForm(await assertionOf(server, secretive.clientId, key)));
      const open = await server.register({ tokenEndpointAuthMethod: 'none' });
      await refuses(assertionForm(await assertionOf(server, open.clientId, key)));
    });

    it('is not for a disabled client', async () => {
      const paused = await register({ jwks: { keys: [key.jwk] } });
      expect(await statusOf({}, paused)).toBe(200);
      await server.registry.setDisabled(paused.clientId, true, ACTOR);
      expect(await statusOf({}, paused)).toBe(401);
    });

    it('is used alone', async () => {
      const assertion = await assertionOf(server, client.clientId, key);
      const secretive = await server.register({ grantTypes: ['client_credentials'], redirectUris: [] });
      const two: ExpectedError = [400, 'invalid_request', 'Use one client authentication method, not two.'];
      await refuses({ ...assertionForm(assertion), client_id: client.clientId, client_secret: 'x' }, two);
      await expectOAuthError(
        await fetch(server.url('token'), {
          method: 'POST',
          headers: basic(secretive),
          body: new URLSearchParams({ grant_type: 'client_credentials', ...assertionForm(assertion) }),
        }),
        two,
      );
    });

    it.each<[string, (assertion: string) => Record<string, string>]>([
      ['no type', (assertion) => ({ client_assertion: assertion })],
      ['no assertion', () => ({ client_assertion_type: assertionForm('')['client_assertion_type']! })],
      [
        'the SAML type',
        (assertion) => ({
          client_assertion: assertion,
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer',
        }),
      ],
      ['another client_id', (assertion) => ({ ...assertionForm(assertion), client_id: 'somebody' })],
    ])('fails with %s', async (_, form) => {
      await refuses(form(await assertionOf(server, client.clientId, key)));
    });

    it('answers for a client that nobody knows as for one that signs wrongly', async () => {
      const shown = async (clientId: string, signer: ClientKey): Promise<unknown> => {
        const answer = await present(await assertionOf(server, clientId, signer));
        const headers = [...answer.headers].filter(([name]) => name !== 'date');
        return [answer.status, await answer.text(), headers];
      };
      for (const alg of ['ES256', 'RS256', 'PS256', 'EdDSA'] as const) {
        const stranger = clientKey(alg);
        expect(await shown('nobody', stranger)).toEqual(await shown(client.clientId, stranger));
      }
    });

    it('is promised in the metadata with its algorithms', async () => {
      const metadata = (await (
        await fetch(`${server.issuer}/.well-known/openid-configuration`)
      ).json()) as Record<string, string[]>;
      for (const endpoint of ['token', 'revocation', 'introspection']) {
        expect(metadata[`${endpoint}_endpoint_auth_methods_supported`]).toContain('private_key_jwt');
        expect(metadata[`${endpoint}_endpoint_auth_signing_alg_values_supported`]).toEqual([
          'ES256',
          'RS256',
          'PS256',
          'EdDSA',
        ]);
      }
    });
  });

  describe('keys at an address', () => {
    let remote: ClientKey;
    let url: string;
    let who: RegisteredClient;
    beforeEach(async () => {
      remote = clientKey();
      url = `${KEYS_URL}?${randomUUID()}`;
      outgoing.serve(url, { keys: [remote.jwk] });
      who = await register({ jwksUri: url });
    });

    it('are fetched once and remembered', async () => {
      expect(await statusOf({}, who, remote)).toBe(200);
      expect(await statusOf({}, who, remote)).toBe(200);
      expect(outgoing.countOf(url)).toBe(1);
      expect(outgoing.requests[0]!.request).toEqual({
        accept: 'application/jwk-set+json, application/json',
        maxBytes: 65_536,
      });
    });

    it('are fetched once by requests that come together', async () => {
      const statuses = await Promise.all(Array.from({ length: 10 }, () => statusOf({}, who, remote)));
      expect(statuses).toEqual(Array.from({ length: 10 }, () => 200));
      expect(outgoing.countOf(url)).toBe(1);
    });

    it('are never fetched for a client that nobody knows, or that uses another method', async () => {
      const secretive = await server.register({ jwksUri: url });
      for (const clientId of ['nobody', secretive.clientId]) {
        await present(await assertionOf(server, clientId, remote));
      }
      expect(outgoing.requests).toEqual([]);
    });

    it('may be rotated: a new kid is found after the cool-down', async () => {
      expect(await statusOf({}, who, remote)).toBe(200);
      const next = clientKey();
      outgoing.serve(url, { keys: [remote.jwk, next.jwk] });
      expect(await statusOf({}, who, next)).toBe(401);
      server.clock.advance(30);
      expect(await statusOf({}, who, next)).toBe(200);
      expect(outgoing.countOf(url)).toBe(2);
    });

    it('cost one fetch per cool-down, however many unknown kids come', async () => {
      await statusOf({}, who, remote);
      server.clock.advance(31);
      for (let i = 0; i < 50; i++) {
        expect(await statusOf({ header: { kid: `kid-${i}` } }, who, remote)).toBe(401);
      }
      expect(outgoing.countOf(url)).toBe(2);
    });

    it('that were removed stop working once they are five minutes old', async () => {
      expect(await statusOf({}, who, remote)).toBe(200);
      outgoing.serve(url, { keys: [clientKey().jwk] });
      server.clock.advance(301);
      expect(await statusOf({}, who, remote)).toBe(401);
    });

    it('go on working for an hour while they cannot be fetched, and no longer', async () => {
      expect(await statusOf({}, who, remote)).toBe(200);
      outgoing.serve(url, new Error('down'));
      server.clock.advance(3590);
      expect(await statusOf({}, who, remote)).toBe(200);
      server.clock.advance(60);
      await expectOAuthError(await present(await assertionOf(server, who.clientId, remote)), BUSY);
      outgoing.serve(url, { keys: [remote.jwk] });
      server.clock.advance(31);
      expect(await statusOf({}, who, remote)).toBe(200);
    });

    it.each<[string, object | Error]>([
      ['is down', new Error('down')],
      ['is not there', { status: 404, body: Buffer.from('{"keys":[]}') }],
      ['is no JSON', { status: 200, body: Buffer.from('<html>') }],
      ['is null', { status: 200, body: Buffer.from('null') }],
      ['has no keys', { keys: [] }],
      ['has keys that are no list', { keys: { 0: 1 } }],
      [
        'has only private and shared keys',
        {
          keys: [
            { ...clientKey().jwk, d: 'x' },
            { kty: 'oct', k: 'x' },
          ],
        },
      ],
      ['has a thousand keys', { keys: Array.from({ length: 1000 }, () => ({ kty: 'EC', crv: 'P-256' })) }],
      ['is too long', { keys: [clientKey().jwk], padding: 'x'.repeat(70_000) }],
      ['redirects', { status: 302, headers: { location: 'https://169.254.169.254/' } }],
    ])('that %s are a passing failure, tried once per cool-down', async (_, answer) => {
      outgoing.serve(url, answer);
      const before = await traces();
      for (let i = 0; i < 3; i++) {
        const response = await present(await assertionOf(server, who.clientId, remote));
        expect(response.headers.get('retry-after')).toBe('5');
        await expectOAuthError(response, BUSY);
      }
      expect(outgoing.countOf(url)).toBe(1);
      expect(await traces()).toEqual(before);
    });

    it('belong to the address that is registered now', async () => {
      expect(await statusOf({}, who, remote)).toBe(200);
      const moved = `${url}&moved`;
      const next = clientKey();
      outgoing.serve(moved, { keys: [next.jwk] });
      await server.registry.update(who.clientId, 1, { jwksUri: moved }, ACTOR);
      expect(await statusOf({}, who, next)).toBe(200);
      expect(await statusOf({}, who, remote)).toBe(401);
    });
  });
});

describe('openid-client with private_key_jwt', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    await server.addUser();
  });
  afterAll(() => server.close());

  it('walks through the code flow, refreshes and revokes', async () => {
    const key = clientKey();
    const web = await server.register({
      tokenEndpointAuthMethod: 'private_key_jwt',
      jwks: { keys: [key.jwk] },
    });
    const cryptoKey = await crypto.subtle.importKey(
      'pkcs8',
      key.privateKey.export({ type: 'pkcs8', format: 'der' }),
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['sign'],
    );
    const config = await oidc.discovery(
      new URL(server.issuer),
      web.clientId,
      { token_endpoint_auth_method: 'private_key_jwt' },
      oidc.PrivateKeyJwt({ key: cryptoKey, kid: key.kid }),
      { execute: [oidc.allowInsecureRequests] },
    );
    const result = await obtainCode(server, web, { scope: 'openid offline_access' });
    const tokens = await oidc.authorizationCodeGrant(config, result.callback, {
      pkceCodeVerifier: result.verifier,
      expectedState: 'st4te',
    });
    expect(tokens.claims()?.sub).toBeTruthy();
    const again = await oidc.refreshTokenGrant(config, tokens.refresh_token!);
    await oidc.tokenRevocation(config, again.refresh_token!);
    await expect(oidc.refreshTokenGrant(config, again.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });
});

describe('private_key_jwt switched off', () => {
  it('is neither promised nor taken', async () => {
    const server = await TestServer.start({
      database: 'sqlite',
      extras: { features: { privateKeyJwt: false } },
    });
    try {
      const key = clientKey();
      const client = await server.register({
        tokenEndpointAuthMethod: 'private_key_jwt',
        grantTypes: ['client_credentials'],
        redirectUris: [],
        jwks: { keys: [key.jwk] },
      });
      const form = {
        grant_type: 'client_credentials',
        ...assertionForm(await assertionOf(server, client.clientId, key)),
      };
      await expectOAuthError(await post(server, 'token', null, form), INVALID_CLIENT);
      await expectOAuthError(
        await post(server, 'token', null, { ...form, client_id: client.clientId }),
        INVALID_CLIENT,
      );
      const metadata = (await (
        await fetch(`${server.issuer}/.well-known/openid-configuration`)
      ).json()) as Record<string, unknown>;
      expect(metadata['token_endpoint_auth_methods_supported']).toEqual([
        'client_secret_basic',
        'client_secret_post',
        'none',
      ]);
      expect(metadata).not.toHaveProperty('token_endpoint_auth_signing_alg_values_supported');
    } finally {
      await server.close();
    }
  });
});

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function swapped(jwt: string, at: number, change: (part: object) => object): string {
  return jwt
    .split('.')
    .map((part, i) =>
      i === at ? encode(change(JSON.parse(Buffer.from(part, 'base64url').toString()) as object)) : part,
    )
    .join('.');
}
