import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Authorization, ClientDocument, ClientOrigin, OutgoingHttp, type Client } from '@portcullis/oauth';
import { randomUUID } from 'node:crypto';
import { assertionForm, assertionOf, clientKey } from '../support/assertions.js';
import { expectPage, get } from '../support/answers.js';
import { DATABASES } from '../support/databases.js';
import { FakeOutgoing, type FakeAnswer } from '../support/fake-outgoing.js';
import {
  allow,
  authorizeUrl,
  introspect,
  obtainCode,
  obtainTokens,
  post,
  redeem,
  refresh,
  registerApi,
  signIn,
} from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { readJwt } from '../support/jwt.js';
import { expectOAuthError, INVALID_CLIENT, INVALID_GRANT } from '../support/oauth-error.js';
import { ACTOR, TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

const API = 'https://orders.example.com';
const HOUR = 3600;

type Document = Record<string, unknown>;

describe.each(DATABASES)('client ID metadata documents on %s', (database) => {
  let server: TestServer;
  let other: TestServer;
  let outgoing: FakeOutgoing;
  let elsewhere: FakeOutgoing;

  beforeAll(async () => {
    const settings = {
      database,
      extras: { outgoing: FakeOutgoing, features: { clientIdMetadataDocuments: true } },
    };
    const options = {
      clientIdMetadataDocuments: {
        scopes: ['openid', 'profile', 'offline_access', 'orders:read'],
        audiences: [API],
      },
      limits: {
        ...Object.fromEntries(
          ['clientSecret', 'signIn', 'signInSource', 'clientDocumentTotal'].map((name) => [
            name,
            { attempts: 10_000 },
          ]),
        ),
        clientDocument: { attempts: 10, seconds: 60 },
      },
    };
    server = await TestServer.start({ ...settings, options });
    other = await TestServer.start({
      ...settings,
      storage: server.storage,
      options: { ...options, issuer: server.issuer },
    });
    outgoing = server.app.get(OutgoingHttp, { strict: false });
    elsewhere = other.app.get(OutgoingHttp, { strict: false });
    await server.addUser();
  });
  afterAll(async () => {
    await other.close();
    await server.close();
  });
  beforeEach(() => {
    outgoing.requests.length = 0;
    elsewhere.requests.length = 0;
  });

  /** Time passes for both processes. */
  const passes = (seconds: number): void => {
    for (const each of [server, other]) each.clock.advance(seconds);
  };

  /** A good document at an address of its own, on a host of its own. */
  const describeClient = (
    changes: Document = {},
    answer: (document: Document) => FakeAnswer = (document) => document,
  ): RegisteredClient & { document: Document; serve(next: FakeAnswer): void } => {
    const clientId = `https://${randomUUID()}.example/oauth/client.json`;
    const document: Document = {
      client_id: clientId,
      client_name: 'Stranger',
      redirect_uris: [`${new URL(clientId).origin}/cb`],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
      ...changes,
    };
    const serve = (next: FakeAnswer): void => {
      outgoing.serve(clientId, next);
      elsewhere.serve(clientId, next);
    };
    serve(answer(document));
    const redirectUris = Array.isArray(document['redirect_uris'])
      ? (document['redirect_uris'] as string[])
      : [];
    return {
      clientId,
      secret: null,
      document,
      serve,
      // As far as the helpers of the flow look at it.
      client: { redirectUris, tokenEndpointAuthMethod: document['token_endpoint_auth_method'] } as Client,
    };
  };
  const withHeaders =
    (headers: Record<string, string>) =>
    (document: Document): FakeAnswer => ({ headers, body: Buffer.from(JSON.stringify(document)) });

  const arrive = (client: RegisteredClient, more = {}, at = server): Promise<Response> =>
    get(authorizeUrl(server, client, pkce(), more).replace(server.issuer, at.listening));
  /** Is it taken for a client? The browser is then sent to sign in. */
  const isTaken = async (client: RegisteredClient, at = server): Promise<boolean> => {
    const answer = await arrive(client, {}, at);
    return answer.status === 303 && answer.headers.get('location')!.includes('/oauth/sign_in');
  };
  /** What the client would be told if the user went on from the page that stands before it. */
  const errorBehindPage = async (
    answer: Response,
    title = 'Stranger sent a request that was refused',
  ): Promise<URLSearchParams> => {
    const html = await expectPage(answer, 200, title);
    expect(html).not.toContain('http-equiv="refresh"');
    const href = /id="continue" href="([^"]+)"/.exec(html)![1]!;
    return new URL(href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=')).searchParams;
  };
  const isUnknown = async (client: RegisteredClient, at = server): Promise<void> => {
    const html = await expectPage(await arrive(client, {}, at), 400, 'This app is not registered');
    expect(html).toContain('No client has this client_id.');
  };

  describe('a client that describes itself', () => {
    it('goes through the whole flow, and its document is fetched once', async () => {
      const client = describeClient();
      const tokens = await obtainTokens(server, client, { scope: 'openid offline_access orders:read' });
      expect(readJwt(tokens.access_token).claims).toMatchObject({ client_id: client.clientId, aud: API });
      expect(readJwt(tokens.id_token).claims.aud).toBe(client.clientId);
      expect((await refresh(server, client, tokens.refresh_token)).status).toBe(200);
      const api = await registerApi(server, API);
      expect(await introspect(server, api, tokens.access_token)).toMatchObject({
        active: true,
        client_id: client.clientId,
      });
      expect(outgoing.requests).toEqual([
        { url: client.clientId, request: { accept: 'application/json', maxBytes: 5120 } },
      ]);
    });

    it('can push its requests and revoke its tokens', async () => {
      const client = describeClient();
      const proof = pkce();
      const pushed = await post(server, 'par', client, {
        redirect_uri: client.client.redirectUris[0],
        response_type: 'code',
        code_challenge: proof.challenge,
        code_challenge_method: 'S256',
      });
      expect(pushed.status).toBe(201);
      expect((await post(server, 'revoke', client, { token: 'x' })).status).toBe(200);
    });

    it('is shown to the user by its address, as somebody nobody vouches for', async () => {
      const client = describeClient({
        client_name: '<b>Bank</b> & Co',
        client_uri: 'https://bank.example/',
        logo_uri: 'https://bank.example/logo.png',
      });
      const visitor = new Visitor();
      const page = await signIn(visitor, await visitor.visit(authorizeUrl(server, client, pkce())));
      expect(page.html).toContain('&lt;b&gt;Bank&lt;/b&gt; &amp; Co');
      expect(page.html).not.toContain('<b>Bank');
      expect(page.html).not.toContain('bank.example');
      const { host, origin } = new URL(client.clientId);
      expect(page.html.replaceAll(/<[^>]*>/g, '')).toContain(`Home page: ${host}`);
      expect(page.html).toContain(`href="${origin}/"`);
      expect(page.html).toContain('trust-unverified');
      expect(page.html).not.toContain('id="redirect-warning"');
    });

    it('may link to a page of its own host', async () => {
      const client = describeClient();
      const uri = `${new URL(client.clientId).origin}/about`;
      client.serve({ ...client.document, client_uri: uri });
      const visitor = new Visitor();
      const page = await signIn(visitor, await visitor.visit(authorizeUrl(server, client, pkce())));
      expect(page.html).toContain(`href="${uri}"`);
    });

    it.each([
      ['a loopback address', 'http://127.0.0.1/cb', false],
      ['localhost', 'http://localhost:8765/cb', false],
      ['a private scheme', 'com.example.app:/cb', false],
      ['an https address', undefined, true],
    ])('with %s as its redirect URI has its consent remembered: that depends', async (_, uri, remembered) => {
      const client = describeClient(uri === undefined ? {} : { redirect_uris: [uri] });
      const visitor = new Visitor();
      const first = await signIn(visitor, await visitor.visit(authorizeUrl(server, client, pkce())));
      expect(first.html.includes('id="redirect-warning"')).toBe(!remembered);
      expect(first.html.includes('id="remember"')).toBe(remembered);
      expect((await allow(visitor, first)).left).toBe(true);
      const again = await visitor.visit(authorizeUrl(server, client, pkce()));
      expect(again.url.includes('/oauth/confirm_access')).toBe(!remembered);
    });

    it('gets no scope, audience or grant beyond what is set aside for strangers', async () => {
      const client = describeClient({
        scope: 'openid orders:read admin',
        grant_types: ['authorization_code', 'client_credentials', 'password', 'urn:example:grant'],
      });
      const tokens = await obtainTokens(server, client, { scope: 'openid orders:read' });
      expect(tokens.refresh_token).toBeUndefined();
      for (const scope of ['admin', 'profile', 'offline_access']) {
        const answer = await arrive(client, { scope });
        expect((await errorBehindPage(answer)).get('error')).toBe('invalid_scope');
      }
      const elsewhere = await arrive(client, { scope: 'openid', resource: 'https://other.example' });
      expect((await errorBehindPage(elsewhere)).get('error')).toBe('invalid_target');
      for (const grant_type of ['client_credentials', 'urn:example:grant']) {
        const answer = await post(server, 'token', client, { grant_type });
        expect(answer.status).toBe(400);
      }
    });

    it('cannot make itself one of ours', async () => {
      const client = describeClient({
        first_party: true,
        firstParty: true,
        may_introspect: true,
        mayIntrospect: true,
        require_pkce: false,
        requirePkce: false,
        client_id_issued_at: 1,
        access_token_seconds: 9_999_999,
        backchannel_logout_uri: 'https://victim.example/',
      });
      const noPkce = await arrive(client, { code_challenge: undefined, code_challenge_method: undefined });
      expect((await errorBehindPage(noPkce)).get('error')).toBe('invalid_request');
      const tokens = await obtainTokens(server, client);
      expect(tokens.expires_in).toBe(600);
      expect((await post(server, 'introspect', client, { token: 'x' })).status).not.toBe(200);
      expect(outgoing.requests.map(({ url }) => url)).toEqual([client.clientId]);
    });

    it('must use a redirect URI of its document, exactly', async () => {
      const client = describeClient();
      for (const uri of ['https://evil.example/cb', `${client.client.redirectUris[0]}/`]) {
        const html = await expectPage(
          await arrive(client, { redirect_uri: uri }),
          400,
          'The return address is not registered',
        );
        expect(html).toContain('is not registered for this client');
      }
    });

    it('may read our answers from its own pages', async () => {
      const client = describeClient();
      const { origin } = new URL(client.clientId);
      const mayRead = async (): Promise<boolean> =>
        (await fetch(server.url('token'), { method: 'POST', headers: { origin } })).headers.get(
          'access-control-allow-origin',
        ) === origin;
      expect(await mayRead()).toBe(false);
      expect(await isTaken(client)).toBe(true);
      passes(5);
      expect(await mayRead()).toBe(true);
      client.serve({ status: 404 });
      passes(2 * HOUR);
      await isUnknown(client);
      passes(5);
      expect(await mayRead()).toBe(false);
      expect(await server.database.findMany(ClientOrigin, { origin })).toEqual([]);
    });
  });

  describe('an error of a client that nobody registered', () => {
    it('goes to it only if the user wants that, with everything it would have had', async () => {
      const client = describeClient();
      const answer = await arrive(client, { response_type: 'token' });
      expect(answer.headers.get('content-security-policy')).toContain("form-action 'self'");
      expect(answer.headers.get('referrer-policy')).toBe('same-origin');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(Object.fromEntries(await errorBehindPage(answer))).toEqual({
        error: 'unsupported_response_type',
        error_description: 'Only the response type code is supported.',
        state: 'st4te',
        iss: server.issuer,
      });
    });

    it('goes to it at once when it wanted no page', async () => {
      for (const more of [{ prompt: 'none' }, { prompt: 'none', scope: 'admin' }]) {
        const answer = await arrive(describeClient(), more);
        expect(answer.status).toBe(303);
        const { searchParams } = new URL(answer.headers.get('location')!);
        expect(searchParams.get('error')).toBe(more.scope ? 'invalid_scope' : 'login_required');
      }
    });

    it.each([
      ['on the sign-in page', { name: 'action', value: 'cancel' }, false],
      ['on the consent page', { name: 'decision', value: 'deny' }, true],
    ])('that the user refused %s waits for them too', async (_, button, signsIn) => {
      const client = describeClient();
      const visitor = new Visitor();
      const first = await visitor.visit(authorizeUrl(server, client, pkce()));
      const page = signsIn ? await signIn(visitor, first) : first;
      const { response, html } = await visitor.submit(page, {}, button);
      const told = await errorBehindPage(
        new Response(html, { status: response.status, headers: response.headers }),
        'Stranger got no access',
      );
      expect(Object.fromEntries(told)).toEqual({
        error: 'access_denied',
        error_description: 'The request was denied.',
        state: 'st4te',
        iss: server.issuer,
      });
    });

    it('is posted by the user alone, where the client wants it as a form', async () => {
      const answer = await arrive(describeClient(), { response_mode: 'form_post', scope: 'admin' });
      const html = await expectPage(answer, 200, 'Do you want to go back to the app?');
      expect(html).not.toContain('data-submit');
      expect(html).toContain('name="error" value="invalid_scope"');
    });

    it('becomes a plain redirect once an administrator has registered the client', async () => {
      const client = describeClient();
      await server.registry.create(
        { clientId: client.clientId, name: 'Known', redirectUris: client.client.redirectUris },
        ACTOR,
      );
      expect((await arrive(client, { scope: 'admin' })).status).toBe(303);
    });
  });

  it('the day on which a client was seen first outlives its documents', async () => {
    const client = describeClient();
    const consentPage = async (): Promise<string> => {
      const visitor = new Visitor();
      return (await signIn(visitor, await visitor.visit(authorizeUrl(server, client, pkce())))).html;
    };
    const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(
      server.clock.now(),
    );
    expect((await consentPage()).replaceAll(/<[^>]*>/g, '')).toContain(`first seen here on ${day}`);
    const { firstFetchedAt } = (await server.database.find(ClientDocument, { clientId: client.clientId }))!;
    passes(5 * 86_400);
    expect((await consentPage()).replaceAll(/<[^>]*>/g, '')).toContain(`first seen here on ${day}`);
    const renewed = await server.database.find(ClientDocument, { clientId: client.clientId });
    expect(renewed!.fetchedAt).toBeGreaterThan(firstFetchedAt!);
    expect(renewed!.firstFetchedAt).toBe(firstFetchedAt);
  });

  describe('authentication', () => {
    it('by private_key_jwt works with keys in the document', async () => {
      const key = clientKey();
      const client = {
        ...describeClient({ token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [key.jwk] } }),
        key,
      };
      const tokens = await obtainTokens(server, client, { scope: 'openid offline_access' });
      expect((await refresh(server, client, tokens.refresh_token)).status).toBe(200);
      const nameless = { ...client, key: clientKey() };
      await expectOAuthError(await refresh(server, nameless, tokens.refresh_token), INVALID_CLIENT);
    });

    it('by private_key_jwt works with keys at an address', async () => {
      const key = clientKey();
      const jwksUri = `https://${randomUUID()}.example/jwks`;
      outgoing.serve(jwksUri, { keys: [key.jwk] });
      const client = {
        ...describeClient({ token_endpoint_auth_method: 'private_key_jwt', jwks_uri: jwksUri }),
        key,
      };
      await obtainTokens(server, client);
      expect(outgoing.countOf(jwksUri)).toBe(1);
    });

    it('is required when the document says so, and a secret never counts', async () => {
      const client = describeClient({
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [clientKey().jwk] },
      });
      await expectOAuthError(
        await post(server, 'token', null, { grant_type: 'refresh_token', client_id: client.clientId }),
        INVALID_CLIENT,
      );
      const open = describeClient();
      await expectOAuthError(
        await post(server, 'token', null, {
          grant_type: 'refresh_token',
          client_id: open.clientId,
          client_secret: 'x',
        }),
        INVALID_CLIENT,
      );
    });

    it('of a stranger is judged like that of a client that nobody knows', async () => {
      const key = clientKey();
      const open = describeClient();
      const answer = await post(server, 'token', null, {
        grant_type: 'refresh_token',
        ...assertionForm(await assertionOf(server, open.clientId, key)),
      });
      await expectOAuthError(answer, INVALID_CLIENT);
    });
  });

  describe('a document', () => {
    it.each<[string, Document]>([
      ['of another address', { client_id: 'https://somebody.example/client.json' }],
      ['of the address with a slash', { client_id: 'https://client.example/oauth/client.json/' }],
      ['without client_id', { client_id: undefined }],
      ['without client_name', { client_name: undefined }],
      ['with an empty client_name', { client_name: '' }],
      ['with a client_name that is no text', { client_name: ['Bank'] }],
      ['with a client_name that turns the text around', { client_name: 'Bank\u202eknaB' }],
      ['with an invisible client_name', { client_name: '\u200b\u2060' }],
      ['with a long client_name', { client_name: 'n'.repeat(201) }],
      ['without redirect_uris', { redirect_uris: undefined }],
      ['with no redirect URI', { redirect_uris: [] }],
      ['with a redirect URI that is no list', { redirect_uris: 'https://client.example/cb' }],
      ['with a redirect URI that is no text', { redirect_uris: [1] }],
      ['with a redirect URI to a script', { redirect_uris: ['javascript:alert(1)'] }],
      ['with a redirect URI of data', { redirect_uris: ['data:text/html,x'] }],
      ['with a redirect URI over http', { redirect_uris: ['http://client.example/cb'] }],
      ['with a host longer than any', { redirect_uris: [`https://${'a.'.repeat(150)}example/cb`] }],
      ['with a fragment', { redirect_uris: ['https://client.example/cb#f'] }],
      ['with a wildcard', { redirect_uris: ['https://*.example/cb'] }],
      ['with a user name', { redirect_uris: ['https://user@client.example/cb'] }],
      ['with a scheme without a dot', { redirect_uris: ['myapp:/cb'] }],
      ['with one bad redirect URI of two', { redirect_uris: ['https://ok.example/', 'vbscript:x'] }],
      ['with a secret', { client_secret: 'x' }],
      ['with a secret that ends', { client_secret_expires_at: 0 }],
      ['for client_secret_basic', { token_endpoint_auth_method: 'client_secret_basic' }],
      ['for client_secret_post', { token_endpoint_auth_method: 'client_secret_post' }],
      ['for client_secret_jwt', { token_endpoint_auth_method: 'client_secret_jwt' }],
      ['for a method that is no text', { token_endpoint_auth_method: ['none'] }],
      ['for private_key_jwt without keys', { token_endpoint_auth_method: 'private_key_jwt' }],
      [
        'with a private key',
        { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ ...clientKey().jwk, d: 'x' }] } },
      ],
      [
        'with a shared key',
        { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ kty: 'oct', k: 'x' }] } },
      ],
      ['with keys that are no set', { token_endpoint_auth_method: 'private_key_jwt', jwks: 'keys' }],
      ['for unsigned assertions', { token_endpoint_auth_signing_alg: 'none' }],
      ['with grant types that are no list', { grant_types: 'authorization_code' }],
      ['with a sign-out address to a script', { post_logout_redirect_uris: ['javascript:x'] }],
    ])('is refused %s', async (_, changes) => {
      const client = describeClient(changes);
      const asked = { ...client, client: { redirectUris: ['https://client.example/cb'] } as Client };
      await isUnknown(asked);
      expect(outgoing.countOf(client.clientId)).toBe(1);
      expect(await server.database.findMany(ClientDocument, { clientId: client.clientId })).toEqual([]);
    });

    it.each<[string, FakeAnswer]>([
      ['is down', new Error('down')],
      ['is not there', { status: 404 }],
      ['is forbidden', { status: 403 }],
      ['is broken', { status: 500 }],
      ['redirects', { status: 302, headers: { location: 'http://169.254.169.254/' } }],
      ['is no JSON', { body: Buffer.from('<html>') }],
      ['is no text', { body: Buffer.from([0xff, 0xfe]) }],
      ['is a list', { body: Buffer.from('[]') }],
      ['is null', { body: Buffer.from('null') }],
      ['is empty', { body: Buffer.alloc(0) }],
      ['is longer than 5 KiB', { body: Buffer.alloc(5121, ' ') }],
      ['nests without end', { body: Buffer.from(`${'['.repeat(2500)}${']'.repeat(2500)}`) }],
    ])('that %s makes no client', async (_, answer) => {
      const client = describeClient({}, () => answer);
      await isUnknown(client);
    });

    it.each([
      ['text/html', false],
      ['text/plain; application/json', false],
      ['application/jsonp', false],
      ['', false],
      ['application/json; charset=utf-8', true],
      ['application/client-metadata+json', true],
    ])('of the type "%s" is taken: %s', async (type, taken) => {
      const client = describeClient({}, withHeaders({ 'content-type': type }));
      expect(await isTaken(client)).toBe(taken);
    });

    it('is fetched by nobody who does not name a good address', async () => {
      for (const clientId of [
        'http://client.example/c.json',
        'https://client.example',
        'https://client.example/',
        'https://client.example/c#f',
        'https://client.example/c?x=1',
        'https://u:p@client.example/c',
        'https://client.example/a/../c',
        'https://2130706433/c',
        'https://CLIENT.example/c',
        `https://client.example/${'c'.repeat(200)}`,
        'ftp://client.example/c',
        'file:///etc/passwd',
      ]) {
        const client = {
          clientId,
          secret: null,
          client: { redirectUris: ['https://client.example/cb'] } as Client,
        };
        await isUnknown(client);
        await post(server, 'token', null, { client_id: clientId, grant_type: 'refresh_token' });
      }
      expect(outgoing.requests).toEqual([]);
    });

    it('of a host that is asked too often has to wait', async () => {
      const host = `${randomUUID()}.example`;
      for (let i = 0; i < 10; i++) {
        const answer = await arrive({ ...describeClient(), clientId: `https://${host}/${i}` });
        expect(answer.status).toBe(400);
      }
      const last = { ...describeClient(), clientId: `https://${host}/last` };
      const answer = await arrive(last);
      expect(answer.status).toBe(429);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(outgoing.countOf(last.clientId)).toBe(0);
      passes(61);
      await isUnknown(last);
      expect(outgoing.countOf(last.clientId)).toBe(1);
    });
  });

  describe('what was fetched', () => {
    it('serves all processes', async () => {
      const client = describeClient();
      const { code, verifier } = await obtainCode(server, client);
      const answer = await fetch(`${other.listening}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: client.clientId,
          code,
          code_verifier: verifier,
        }),
      });
      expect(answer.status).toBe(200);
      expect([outgoing.countOf(client.clientId), elsewhere.countOf(client.clientId)]).toEqual([1, 0]);
    });

    it('was fetched once for many requests at the same time', async () => {
      let fetches = 0;
      const client = describeClient();
      client.serve({});
      outgoing.serve(client.clientId, async () => {
        fetches++;
        await new Promise((resolve) => setImmediate(resolve));
        return client.document;
      });
      const taken = await Promise.all(Array.from({ length: 20 }, () => isTaken(client)));
      expect(taken).toEqual(Array.from({ length: 20 }, () => true));
      expect(fetches).toBe(1);
    });

    it.each([
      ['for as long as it says', { 'cache-control': 'max-age=1800' }, 1799, 1801],
      ['for a minute when it says less', { 'cache-control': 'no-store' }, 59, 61],
      ['for a day when it says more', { 'cache-control': 'max-age=31536000' }, 24 * HOUR - 1, 24 * HOUR + 1],
      ['for an hour when it says nothing', {}, HOUR - 1, HOUR + 1],
    ])('is used %s', async (_, headers, before, after) => {
      const client = describeClient({}, withHeaders(headers));
      expect(await isTaken(client)).toBe(true);
      passes(before);
      expect(await isTaken(client)).toBe(true);
      expect(outgoing.countOf(client.clientId)).toBe(1);
      passes(after - before);
      expect(await isTaken(client)).toBe(true);
      expect(outgoing.countOf(client.clientId)).toBe(2);
    });

    it('is replaced by what the document says now', async () => {
      const client = describeClient();
      expect(await isTaken(client)).toBe(true);
      const moved = 'https://moved.example/cb';
      client.serve({ ...client.document, redirect_uris: [moved] });
      passes(HOUR + 1);
      await expectPage(await arrive(client), 400, 'The return address is not registered');
      expect((await arrive(client, { redirect_uri: moved })).status).toBe(303);
    });

    it('is used for a day more while its host is down, then no longer', async () => {
      const client = describeClient();
      const tokens = await obtainTokens(server, client, { scope: 'openid offline_access' });
      client.serve(new Error('down'));
      passes(HOUR + 1);
      const next = await refresh(server, client, tokens.refresh_token);
      expect(next.status).toBe(200);
      passes(24 * HOUR);
      const { refresh_token } = (await next.json()) as { refresh_token: string };
      await expectOAuthError(await refresh(server, client, refresh_token), INVALID_CLIENT);
      client.serve(client.document);
      passes(11);
      expect((await refresh(server, client, refresh_token)).status).toBe(200);
    });

    it.each<[string, (document: Document) => FakeAnswer]>([
      ['is gone', () => ({ status: 404 })],
      ['describes no client any more', (document) => ({ ...document, client_secret: 'x' })],
    ])('ends at once when the document %s, with every token', async (_, answer) => {
      const client = describeClient();
      const tokens = await obtainTokens(server, client, { scope: 'openid offline_access orders:read' });
      const api = await registerApi(server, API);
      client.serve(answer(client.document));
      passes(HOUR + 1);
      await isUnknown(client);
      expect(await introspect(server, api, tokens.access_token)).toEqual({ active: false });
      await expectOAuthError(await refresh(server, client, tokens.refresh_token), INVALID_CLIENT);
      expect(await server.database.findMany(ClientDocument, { clientId: client.clientId })).toEqual([]);
    });

    it('is not asked for again at once when it failed', async () => {
      const client = describeClient({}, () => new Error('down'));
      for (let i = 0; i < 5; i++) await isUnknown(client);
      server.clock.advance(2);
      await isUnknown(client);
      expect(outgoing.countOf(client.clientId)).toBe(1);
      client.serve(client.document);
      passes(10);
      expect(await isTaken(client)).toBe(true);
    });
  });

  describe('an administrator', () => {
    it('shuts a client out by registering its id and disabling that', async () => {
      const client = describeClient();
      const tokens = await obtainTokens(server, client, { scope: 'openid offline_access' });
      await server.register({
        clientId: client.clientId,
        tokenEndpointAuthMethod: 'none',
        redirectUris: client.client.redirectUris,
      });
      await server.registry.setDisabled(client.clientId, true, ACTOR);
      passes(1);
      for (const at of [server, other]) await isUnknown(client, at);
      await expectOAuthError(await refresh(server, client, tokens.refresh_token), INVALID_CLIENT);
      expect(await server.database.findMany(Authorization, { clientId: client.clientId })).toHaveLength(1);
    });

    it('decides what a client is that was registered under such an id', async () => {
      const client = describeClient();
      await server.register({
        clientId: client.clientId,
        name: 'Known',
        tokenEndpointAuthMethod: 'none',
        redirectUris: ['https://known.example/cb'],
      });
      await expectPage(await arrive(client), 400, 'The return address is not registered');
      expect(outgoing.requests).toEqual([]);
    });
  });

  it('are promised in the metadata', async () => {
    const metadata = await (await fetch(`${server.issuer}/.well-known/oauth-authorization-server`)).json();
    expect(metadata).toMatchObject({ client_id_metadata_document_supported: true });
  });

  it('leave nothing of a code behind that was meant for another client', async () => {
    const client = describeClient();
    const stranger = describeClient();
    const code = await obtainCode(server, client);
    await expectOAuthError(await redeem(server, stranger, code), INVALID_GRANT);
    expect((await redeem(server, client, code)).status).toBe(200);
  });
});

describe('client ID metadata documents', () => {
  it('are switched off unless a host wants them', async () => {
    const server = await TestServer.start({ database: 'sqlite', extras: { outgoing: FakeOutgoing } });
    try {
      const client = {
        clientId: 'https://client.example/c.json',
        secret: null,
        client: { redirectUris: ['https://client.example/cb'] } as Client,
      };
      const answer = await get(authorizeUrl(server, client, pkce()));
      await expectPage(answer, 400, 'This app is not registered');
      const metadata = await (await fetch(`${server.issuer}/.well-known/oauth-authorization-server`)).json();
      expect(metadata).not.toHaveProperty('client_id_metadata_document_supported');
      expect(server.app.get<FakeOutgoing>(OutgoingHttp, { strict: false }).requests).toEqual([]);
    } finally {
      await server.close();
    }
  });

  it('are taken from the hosts that a host of ours allows', async () => {
    const server = await TestServer.start({
      database: 'sqlite',
      options: { clientIdMetadataDocuments: { allowedHosts: ['good.example', 'good.example:8443'] } },
      extras: { outgoing: FakeOutgoing, features: { clientIdMetadataDocuments: true } },
    });
    try {
      const outgoing = server.app.get<FakeOutgoing>(OutgoingHttp, { strict: false });
      const statusOf = async (clientId: string): Promise<number> => {
        const redirectUris = ['https://app.example/cb'];
        outgoing.serve(clientId, { client_id: clientId, client_name: 'C', redirect_uris: redirectUris });
        const client = { clientId, secret: null, client: { redirectUris } as Client };
        return (await get(authorizeUrl(server, client, pkce()))).status;
      };
      expect(await statusOf('https://good.example/c')).toBe(303);
      expect(await statusOf('https://good.example:8443/c')).toBe(303);
      for (const host of [
        'good.example:9',
        'evil.good.example',
        'good.example.evil.example',
        'evil.example',
      ]) {
        expect([host, await statusOf(`https://${host}/c`)]).toEqual([host, 400]);
      }
      expect(outgoing.requests).toHaveLength(2);
    } finally {
      await server.close();
    }
  });
});
