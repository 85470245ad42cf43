import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessToken, Interaction } from '@portcullis/oauth';
import { authorizeUrl, basic, obtainTokens, post, registerApi } from '../support/flow.js';
import { query } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { expectOAuthError, invalidScope } from '../support/oauth-error.js';
import { rawRequest } from '../support/raw-request.js';
import { TestServer, type AdapterName, type RegisteredClient } from '../support/test-server.js';
import { readForm, Visitor } from '../support/visitor.js';

const FORM = 'application/x-www-form-urlencoded';
const CRLF = '\r\n';
const MIB = 1024 * 1024;

const JSON_ENDPOINTS = ['token', 'introspect', 'check_access', 'revoke', 'userinfo'];
const PAGES = ['authorize', 'sign_in', 'confirm_access'];

/** Status lines of everything that came. */
const statuses = (answer: string): string[] => answer.match(/^HTTP\/1\.1 \d{3}/gm) ?? [];

describe.each<[AdapterName, boolean]>([
  ['express', false],
  ['express', true],
  ['fastify', false],
  ['fastify', true],
])('too much for a host on %s, body parsers: %p,', (adapter, bodyParser) => {
  let server: TestServer;
  let client: RegisteredClient;
  let api: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite', adapter, bodyParser });
    await server.addUser();
    client = await server.register({
      grantTypes: ['authorization_code', 'client_credentials'],
      scopes: ['openid', 'profile', 'orders:read'],
    });
    api = await registerApi(server, server.issuer);
  });
  afterAll(() => server.close());

  const head = (endpoint: string, ...more: string[]): string[] => [
    `POST /oauth/${endpoint} HTTP/1.1`,
    `Authorization: ${basic(client)['authorization']}`,
    ...more,
  ];

  describe('a body', () => {
    // Not one byte of it is sent, and the answer comes all the same: nobody waits for it, nobody keeps it.
    it.each(JSON_ENDPOINTS)('of 10 MiB at %s is refused by its length', async (endpoint) => {
      const answer = await rawRequest(
        server,
        head(endpoint, `Content-Type: ${FORM}`, `Content-Length: ${10 * MIB}`),
      );
      expect(statuses(answer)).toEqual(['HTTP/1.1 413']);
      expect(
        answer.endsWith('{"error":"invalid_request","error_description":"The request body is too large."}'),
      ).toBe(true);
    });

    it.each(PAGES)('of 10 MiB at %s is refused by its length, on a page', async (endpoint) => {
      const answer = await rawRequest(
        server,
        head(endpoint, `Content-Type: ${FORM}`, `Content-Length: ${10 * MIB}`),
      );
      expect(statuses(answer)).toEqual(['HTTP/1.1 413']);
      expect(answer).toContain('<h1>This request cannot be understood</h1>');
    });

    it.each([...JSON_ENDPOINTS.filter((name) => name !== 'userinfo'), ...PAGES])(
      'of 10 MiB of JSON at %s is refused by its type',
      async (endpoint) => {
        const answer = await rawRequest(
          server,
          head(endpoint, 'Content-Type: application/json', `Content-Length: ${10 * MIB}`),
        );
        expect(statuses(answer)).toEqual(['HTTP/1.1 400']);
      },
    );

    it.each([...JSON_ENDPOINTS, ...PAGES])('without an end at %s is read for 64 KiB', async (endpoint) => {
      const chunk = `4000${CRLF}${'x'.repeat(0x4000)}${CRLF}`;
      const answer = await rawRequest(
        server,
        head(endpoint, `Content-Type: ${FORM}`, 'Transfer-Encoding: chunked'),
        chunk.repeat(5),
      );
      expect(statuses(answer)).toEqual(['HTTP/1.1 413']);
    });

    it('is not waited for where none is read', async () => {
      for (const line of ['GET /oauth/jwks', 'PUT /oauth/token', 'GET /.well-known/openid-configuration']) {
        const answer = await rawRequest(server, [`${line} HTTP/1.1`, `Content-Length: ${10 * MIB}`]);
        expect(statuses(answer)).toEqual([line.startsWith('PUT') ? 'HTTP/1.1 405' : 'HTTP/1.1 200']);
      }
    });
  });

  describe('framing', () => {
    const smuggled = `0${CRLF}${CRLF}GET /oauth/jwks HTTP/1.1${CRLF}Host: x${CRLF}${CRLF}`;

    it.each<[string, string[]]>([
      ['two kinds', ['Content-Length: 4', 'Transfer-Encoding: chunked']],
      ['two lengths', ['Content-Length: 4', 'Content-Length: 5']],
      ['a length that is none', ['Content-Length: 4x']],
      ['a negative length', ['Content-Length: -4']],
      ['an encoding before the colon', ['Transfer-Encoding : chunked']],
      ['an encoding after chunked', ['Transfer-Encoding: chunked, identity']],
      ['two encodings', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity']],
      ['a folded header', ['Transfer-Encoding:', ' chunked']],
      ['a bare line feed', ['X: 1\nTransfer-Encoding: chunked']],
    ])('of %s is refused, and the connection ends', async (_, lines) => {
      for (const endpoint of ['token', 'sign_in']) {
        const answer = await rawRequest(
          server,
          head(endpoint, `Content-Type: ${FORM}`, 'Connection: keep-alive', ...lines),
          smuggled,
        );
        expect(statuses(answer)).toEqual(['HTTP/1.1 400']);
        expect(answer).not.toContain('"keys"');
      }
    });
  });

  describe('a query', () => {
    it('beyond 8 KiB is refused on a page', async () => {
      const url = authorizeUrl(server, client, pkce(), { state: 'x'.repeat(8192) });
      const response = await fetch(url, { redirect: 'manual' });
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
      expect(await response.text()).toContain('The request is too long.');
    });

    it('of names beyond 8 KiB is refused on a page', async () => {
      const url = `${authorizeUrl(server, client, pkce())}&${'x'.repeat(8192)}=1`;
      const response = await fetch(url, { redirect: 'manual' });
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
      expect(await response.text()).toContain('The request is too long.');
    });

    it('beyond 16 KiB does not get past the HTTP parser', async () => {
      const answer = await rawRequest(server, [`GET /oauth/authorize?state=${'x'.repeat(17_000)} HTTP/1.1`]);
      expect(statuses(answer)).toEqual(['HTTP/1.1 431']);
    });

    it('of more than 100 parameters is refused on a page', async () => {
      const many = Array.from({ length: 100 }, (_, i) => `p${i}=1`).join('&');
      const response = await fetch(`${authorizeUrl(server, client, pkce())}&${many}`, { redirect: 'manual' });
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
      expect(await response.text()).toContain('The request has too many parameters.');
    });

    it('that was refused is not stored', async () => {
      expect(await server.database.findMany(Interaction, {})).toEqual([]);
    });
  });

  describe('a scope', () => {
    const names = Array.from({ length: 101 }, (_, i) => `s${i}`).join(' ');

    it('of more than 100 names is refused at the token endpoint', async () => {
      for (const [scope, named] of [
        [names],
        ['x'.repeat(60_000)],
        ['x '.repeat(30_000), 'x'],
        [' '.repeat(60_000) + '"'],
      ] as [string, string?][]) {
        const form = { grant_type: 'client_credentials', scope };
        await expectOAuthError(await post(server, 'token', client, form), invalidScope(named));
      }
    });

    it('of more than 100 names is refused at the authorization endpoint', async () => {
      const url = authorizeUrl(server, client, pkce(), { scope: names });
      const response = await fetch(url, { redirect: 'manual' });
      const location = new URL(response.headers.get('location')!);
      expect(location.searchParams.get('error')).toBe('invalid_scope');
    });
  });

  describe('headers', () => {
    it('of more than 16 KiB do not get past the HTTP parser', async () => {
      for (const line of [
        `Cookie: __Host-portcullis=${'x'.repeat(17_000)}`,
        `Authorization: Bearer ${'x'.repeat(17_000)}`,
        ...[`X: ${'x'.repeat(9000)}${CRLF}Y: ${'x'.repeat(9000)}`],
        Array.from({ length: 3000 }, (_, i) => `X${i}: 1`).join(CRLF),
      ]) {
        const answer = await rawRequest(server, ['GET /oauth/userinfo HTTP/1.1', line]);
        expect(statuses(answer)).toEqual(['HTTP/1.1 431']);
      }
    });

    it.each([
      ['a long value', `__Host-portcullis=${'x'.repeat(15_000)}`],
      ['many values', Array.from({ length: 1500 }, (_, i) => `c${i}=1`).join('; ')],
      ['nothing but separators', '; '.repeat(7000)],
    ])('with a cookie of %s belong to nobody', async (_, cookie) => {
      const url = authorizeUrl(server, client, pkce());
      const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
      expect([response.status, response.headers.get('location')]).toEqual([
        303,
        expect.stringMatching(/^\/oauth\/sign_in\?interaction=/),
      ]);
    });

    it.each([
      ['a token', `Bearer ${'x'.repeat(15_000)}`, 401],
      ['a JWT', `Bearer eyJ${'A'.repeat(15_000)}.e30.AAAA`, 401],
      ['nothing but spaces', `Bearer${' '.repeat(15_000)}x!`, 400],
    ])('with %s that is long are refused', async (_, authorization, status) => {
      const response = await fetch(server.url('userinfo'), { headers: { authorization } });
      expect(response.status).toBe(status);
    });
  });

  describe('a JWT', () => {
    const long = `eyJ${'A'.repeat(60_000)}.${'e30'.repeat(100)}.AAAA`;

    it('of 60 KiB is no token', async () => {
      const response = await post(server, 'introspect', api, { token: long });
      expect([response.status, await response.json()]).toEqual([200, { active: false }]);
      expect((await post(server, 'revoke', client, { token: long })).status).toBe(200);
    });

    it('of 60 KiB is no hint', async () => {
      const body = query({ client_id: client.clientId, id_token_hint: long }).toString();
      const response = await fetch(server.url('authorize'), {
        method: 'POST',
        headers: { 'content-type': FORM },
        body,
        redirect: 'manual',
      });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('The request is too long.');
    });

    it('of 1 MiB is not even read', async () => {
      for (const [endpoint, name] of [
        ['introspect', 'token'],
        ['revoke', 'token'],
        ['token', 'client_assertion'],
        ['authorize', 'id_token_hint'],
      ]) {
        const answer = await rawRequest(
          server,
          head(endpoint!, `Content-Type: ${FORM}`, `Content-Length: ${MIB}`),
          `${name}=eyJ`,
        );
        expect(statuses(answer)).toEqual(['HTTP/1.1 413']);
      }
    });
  });

  describe('values', () => {
    const big = 'x'.repeat(60_000);

    it.each([
      { grant_type: big },
      { grant_type: 'authorization_code', code: big },
      { grant_type: 'authorization_code', code: 'x'.repeat(64), code_verifier: big },
      { grant_type: 'refresh_token', refresh_token: big },
      { grant_type: 'client_credentials', resource: `https://x.example/${big}` },
      { grant_type: 'client_credentials', client_id: big },
    ])('of 60 kB at the token endpoint are refused', async (form) => {
      const before = await server.database.findMany(AccessToken, {});
      const response = await post(server, 'token', client, form);
      expect(response.status).toBe(400);
      expect(await server.database.findMany(AccessToken, {})).toEqual(before);
    });

    it('of 60 kB as a client are nobody', async () => {
      const response = await post(server, 'token', null, {
        grant_type: 'client_credentials',
        client_id: big,
      });
      expect(response.status).toBe(401);
    });

    it('of 30 kB as name and password sign nobody in', async () => {
      const visitor = new Visitor();
      const page = await visitor.visit(authorizeUrl(server, client, pkce()));
      const { fields } = readForm(page.html);
      const half = 'x'.repeat(30_000);
      for (const values of [
        { username: half, password: half },
        { username: 'alice', password: half },
      ]) {
        const answer = await visitor.request(server.url('sign_in'), {
          method: 'POST',
          body: new URLSearchParams({ ...fields, ...values }),
        });
        expect(answer.headers.get('location')).toMatch(/^\/oauth\/sign_in\?/);
      }
    });
  });

  it('and it still does what it is there for', async () => {
    expect(await obtainTokens(server, client)).toMatchObject({ token_type: 'Bearer' });
  });
});
