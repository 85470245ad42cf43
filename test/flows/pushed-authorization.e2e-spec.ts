import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OutgoingHttp, PushedRequest } from '@portcullis/oauth';
import { createHash } from 'node:crypto';
import { clientKey } from '../support/assertions.js';
import { DATABASES } from '../support/databases.js';
import { allow, authorizeUrl, obtainCode, post, redeem, signIn, type CodeResult } from '../support/flow.js';
import { query, type Parameters } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { DpopKey } from '../support/dpop-key.js';
import { FakeOutgoing } from '../support/fake-outgoing.js';
import { expectOAuthError } from '../support/oauth-error.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor, type Visit } from '../support/visitor.js';

const REQUEST_URI = /^urn:ietf:params:oauth:request_uri:[A-Za-z0-9_-]{64}$/;

describe.each(DATABASES)('pushed authorization requests on %s', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let other: RegisteredClient;
  const proof = pkce();

  beforeAll(async () => {
    server = await TestServer.start({ database, quiet: true });
    client = await server.register();
    other = await server.register({ redirectUris: ['https://evil.example/cb'] });
    await server.addUser();
  });
  afterAll(() => server.close());

  const push = (more: Parameters = {}, by = client): Promise<Response> =>
    post(server, 'par', by, {
      response_type: 'code',
      redirect_uri: by.client.redirectUris[0],
      scope: 'openid profile',
      state: 'pushed',
      code_challenge: proof.challenge,
      code_challenge_method: 'S256',
      ...more,
    });
  const pushed = async (more: Parameters = {}, by = client): Promise<string> => {
    const response = await push(more, by);
    expect(response.status).toBe(201);
    return ((await response.json()) as { request_uri: string }).request_uri;
  };
  const urlOf = (requestUri: string, more: Parameters = {}): string =>
    `${server.url('authorize')}?${query({ client_id: client.clientId, request_uri: requestUri, ...more })}`;
  const refused = async (url: string, visitor = new Visitor()): Promise<void> => {
    const page = await visitor.visit(url);
    expect([page.status, page.left]).toEqual([400, false]);
    expect(page.html).toContain('invalid_request_uri');
  };
  const complete = async (visitor: Visitor, start: Visit): Promise<Visit> => {
    let page = start;
    if (page.url.includes('/sign_in')) page = await signIn(visitor, page);
    if (page.url.includes('/confirm_access')) page = await allow(visitor, page);
    return page;
  };

  it('are answered with a reference, kept as a digest, without what authenticated the client', async () => {
    const byPost = await server.register({ tokenEndpointAuthMethod: 'client_secret_post' });
    const response = await push({}, byPost);
    expect(response.status).toBe(201);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const body = (await response.json()) as { request_uri: string };
    expect(body).toEqual({ request_uri: expect.stringMatching(REQUEST_URI), expires_in: 300 });
    const [row] = await server.database.findMany(PushedRequest, { clientId: byPost.clientId });
    const value = body.request_uri.split(':').at(-1)!;
    expect(row!.digest).toEqual(createHash('sha256').update(value).digest());
    expect(JSON.stringify(row!.parameters)).not.toContain(byPost.secret!);
    expect(row!.parameters).toMatchObject({ client_id: byPost.clientId, state: 'pushed' });
  });

  it('are kept without what nobody reads', async () => {
    // As JSON, such a name would take six times as many bytes.
    await pushed({ state: 'known', colour: 'red', ['\u0001'.repeat(20_000)]: '1' });
    const rows = await server.database.findMany(PushedRequest, { clientId: client.clientId });
    const row = rows.find(({ parameters }) => parameters['state'] === 'known')!;
    expect(Object.keys(row.parameters).toSorted()).toEqual([
      ...['client_id', 'code_challenge', 'code_challenge_method', 'redirect_uri', 'response_type'],
      ...['scope', 'state'],
    ]);
  });

  it('lead to the code of what was pushed, whatever else the browser brings', async () => {
    const requestUri = await pushed();
    const visitor = new Visitor();
    const more = {
      scope: 'openid email',
      state: 'edited',
      redirect_uri: 'https://evil.example/cb',
      prompt: 'none',
    };
    const page = await complete(visitor, await visitor.visit(urlOf(requestUri, more)));
    const callback = new URL(page.url);
    expect(`${callback.origin}${callback.pathname}`).toBe(client.client.redirectUris[0]);
    expect(callback.searchParams.get('state')).toBe('pushed');
    const result: CodeResult = { ...proof, code: callback.searchParams.get('code')!, callback, visitor };
    expect(await (await redeem(server, client, result)).json()).toMatchObject({ scope: 'openid profile' });
  });

  it('can be opened again before they are answered, and not after', async () => {
    const requestUri = await pushed();
    const visitor = new Visitor();
    await visitor.visit(urlOf(requestUri));
    const second = await visitor.visit(urlOf(requestUri));
    expect(second.url).toContain('/oauth/sign_in');
    expect((await complete(visitor, second)).left).toBe(true);
    await refused(urlOf(requestUri), visitor);
    await refused(urlOf(requestUri));
  });

  it('give one code to many tabs', async () => {
    const visitor = new Visitor();
    await obtainCode(server, client, {}, visitor);
    const requestUri = await pushed();
    const answers = await Promise.all(Array.from({ length: 20 }, () => visitor.request(urlOf(requestUri))));
    const codes = answers.filter(({ status }) => status === 303);
    expect(codes).toHaveLength(1);
    expect(codes[0]!.headers.get('location')).toContain('code=');
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(19);
  });

  it('end with an error answer too', async () => {
    const requestUri = await pushed({ prompt: 'none' });
    const first = await new Visitor().request(urlOf(requestUri));
    expect(new URL(first.headers.get('location')!).searchParams.get('error')).toBe('login_required');
    await refused(urlOf(requestUri));
  });

  it('belong to the client that pushed them', async () => {
    await refused(urlOf(await pushed(), { client_id: other.clientId }));
  });

  it('expire', async () => {
    const requestUri = await pushed();
    server.clock.advance(301);
    await refused(urlOf(requestUri));
  });

  it.each(['urn:ietf:params:oauth:request_uri:x', `urn:ietf:params:oauth:request_uri:${'A'.repeat(64)}`])(
    'are not guessed: %s',
    (requestUri) => refused(urlOf(requestUri)),
  );

  it('a request_uri that is a URL is not fetched', async () => {
    const url = authorizeUrl(server, client, proof, { request_uri: 'https://client.example/request.jwt' });
    const { headers } = await new Visitor().request(url);
    expect(new URL(headers.get('location')!).searchParams.get('error')).toBe('request_uri_not_supported');
  });

  it.each<[string, Parameters, [string, string]]>([
    [
      'that refer to another',
      { request_uri: 'urn:ietf:params:oauth:request_uri:x' },
      ['invalid_request', 'A pushed request must not refer to another one.'],
    ],
    [
      'with an unregistered redirect URI',
      { redirect_uri: 'https://evil.example/cb' },
      ['invalid_request', 'The redirect URI in this request is not registered for this client.'],
    ],
    [
      'without a redirect URI',
      { redirect_uri: undefined },
      ['invalid_request', 'The parameter redirect_uri is missing or repeated.'],
    ],
    ['with a foreign scope', { scope: 'root' }, ['invalid_scope', 'The requested scope is invalid: root.']],
    [
      'without PKCE',
      { code_challenge: undefined, code_challenge_method: undefined },
      ['invalid_request', 'PKCE is required: the parameter code_challenge is missing.'],
    ],
    [
      'with a request object',
      { request: 'e30.e30.' },
      ['request_not_supported', 'Request objects are not supported.'],
    ],
    [
      'for a foreign resource',
      { resource: 'https://other.example' },
      ['invalid_target', 'The requested resource is not allowed: https://other.example.'],
    ],
  ])('are refused at once: %s', async (_, more, [error, description]) => {
    const before = await server.database.findMany(PushedRequest, {});
    await expectOAuthError(await push(more), [400, error, description]);
    expect(await server.database.findMany(PushedRequest, {})).toHaveLength(before.length);
  });

  it('need client authentication', async () => {
    const wrong = { ...client, secret: 'wrong' };
    await expectOAuthError(await push({}, wrong), [401, 'invalid_client', 'Client authentication failed.']);
  });

  it('come by POST only', async () => {
    const response = await fetch(server.url('par'));
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  describe('with a proof of possession', () => {
    let key: DpopKey;
    beforeAll(async () => {
      key = await DpopKey.create();
    });
    const pushWith = async (more: Parameters, headers: Record<string, string>): Promise<Response> => {
      const form = {
        response_type: 'code',
        redirect_uri: client.client.redirectUris[0],
        code_challenge: proof.challenge,
        code_challenge_method: 'S256',
        ...more,
      };
      return post(server, 'par', client, form, headers);
    };

    it('bind the code to its key', async () => {
      const response = await pushWith({}, { dpop: await key.prove(server, 'par') });
      const { request_uri: requestUri } = (await response.json()) as { request_uri: string };
      const visitor = new Visitor();
      const callback = new URL((await complete(visitor, await visitor.visit(urlOf(requestUri)))).url);
      const result: CodeResult = { ...proof, code: callback.searchParams.get('code')!, callback, visitor };
      expect((await redeem(server, client, result)).status).toBe(400);
      const form = { grant_type: 'authorization_code', code: result.code, code_verifier: proof.verifier };
      const answer = await post(server, 'token', client, form, await key.header(server));
      expect(await answer.json()).toMatchObject({ token_type: 'DPoP' });
    });

    it('are refused with another key than dpop_jkt names, and with a proof for another endpoint', async () => {
      const other = await DpopKey.create();
      for (const headers of [
        { dpop: await other.prove(server, 'par') },
        { dpop: await key.prove(server, 'token') },
      ]) {
        const response = await pushWith({ dpop_jkt: key.jkt }, headers);
        expect([response.status, await response.json()]).toMatchObject([
          400,
          { error: 'invalid_dpop_proof' },
        ]);
      }
    });
  });

  it('are the only way for a client that must push', async () => {
    const pusher = await server.register({ requirePushedAuthorizationRequests: true });
    const { headers } = await new Visitor().request(authorizeUrl(server, pusher, proof));
    const answer = new URL(headers.get('location')!).searchParams;
    expect([answer.get('error'), answer.get('error_description'), answer.get('iss')]).toEqual([
      'invalid_request',
      'This client must push its authorization requests.',
      server.issuer,
    ]);
    const requestUri = await pushed({}, pusher);
    const page = await new Visitor().visit(urlOf(requestUri, { client_id: pusher.clientId }));
    expect(page.url).toContain('/oauth/sign_in');
  });
});

describe.each(DATABASES)(
  'pushed authorization requests of clients that anybody can be, on %s',
  (database) => {
    let server: TestServer;
    beforeAll(async () => {
      server = await TestServer.start({
        ...{ database, trustProxy: true },
        options: { limits: { authorization: { attempts: 3, seconds: 60 } } },
        extras: { outgoing: FakeOutgoing, features: { clientIdMetadataDocuments: true } },
      });
    });
    afterAll(() => server.close());

    const push = (client: RegisteredClient, from: string): Promise<Response> => {
      const { challenge } = pkce();
      const form = {
        ...{ response_type: 'code', redirect_uri: 'https://client.example/cb' },
        ...{ code_challenge: challenge, code_challenge_method: 'S256' },
      };
      return post(server, 'par', client, form, { 'x-forwarded-for': from });
    };
    const kept = (client: RegisteredClient): Promise<PushedRequest[]> =>
      server.database.findMany(PushedRequest, { clientId: client.clientId });

    it('are limited for one source, together with those of its browsers', async () => {
      const client = await server.register({ tokenEndpointAuthMethod: 'none' });
      const browser = new Visitor({ 'x-forwarded-for': '198.51.100.1' });
      expect((await browser.visit(authorizeUrl(server, client, pkce()))).url).toContain('/oauth/sign_in');
      for (let i = 0; i < 2; i++) expect((await push(client, '198.51.100.1')).status).toBe(201);
      const limited = await push(client, '198.51.100.1');
      expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
      await expectOAuthError(limited, [
        ...([429, 'temporarily_unavailable'] as const),
        'There were too many attempts. Try again later.',
      ]);
      expect(await kept(client)).toHaveLength(2);
      expect((await push(client, '198.51.100.2')).status).toBe(201);
      server.clock.advance(61);
      expect((await push(client, '198.51.100.1')).status).toBe(201);
    });

    it('are limited for a client that describes itself, whatever it proves', async () => {
      const key = clientKey();
      const clientId = 'https://app.example/client.json';
      server.app.get<FakeOutgoing>(OutgoingHttp, { strict: false }).serve(clientId, {
        ...{ client_id: clientId, client_name: 'App', redirect_uris: ['https://client.example/cb'] },
        ...{ token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [key.jwk] } },
      });
      const client = { clientId, secret: null, key, client: { tokenEndpointAuthMethod: 'private_key_jwt' } };
      const statuses = [];
      for (let i = 0; i < 4; i++) {
        statuses.push((await push(client as unknown as RegisteredClient, '198.51.100.3')).status);
      }
      expect(statuses).toEqual([201, 201, 201, 429]);
    });

    it('are as many as it likes for a registered one that proves who it is', async () => {
      const client = await server.register();
      for (let i = 0; i < 5; i++) expect((await push(client, '198.51.100.4')).status).toBe(201);
    });
  },
);

describe('without pushed authorization requests', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite', extras: { features: { par: false } } });
  });
  afterAll(() => server.close());

  it('there is no endpoint, no metadata, and a reference is a request_uri like any other', async () => {
    const client = await server.register();
    const response = await post(server, 'par', client, { response_type: 'code' });
    expect(response.status).toBe(404);
    const document = await (await fetch(`${server.issuer}/.well-known/openid-configuration`)).json();
    expect(Object.keys(document as object).filter((name) => name.includes('pushed'))).toEqual([]);
    const more = { request_uri: 'urn:ietf:params:oauth:request_uri:x' };
    const { headers } = await new Visitor().request(authorizeUrl(server, client, pkce(), more));
    expect(new URL(headers.get('location')!).searchParams.get('error')).toBe('request_uri_not_supported');
  });
});
