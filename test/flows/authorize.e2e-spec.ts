import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent, Authorization, AuthorizationCode, Interaction } from '@portcullis/oauth';
import { answerIn, expectPage, get } from '../support/answers.js';
import { DATABASES } from '../support/databases.js';
import { allow, authorizeUrl, obtainCode, redeem, signIn, type TokenAnswer } from '../support/flow.js';
import { query, type Parameters } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { ACTOR, TestServer, type RegisteredClient } from '../support/test-server.js';
import { readForm, Visitor, type Visit } from '../support/visitor.js';

const REDIRECT_URI = 'https://client.example/cb';
const UNKNOWN_CLIENT = 'This app is not registered';
const MISMATCH = 'The return address is not registered';
const MALFORMED = 'This request cannot be understood';

describe.each(DATABASES)('authorization endpoint on %s', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  const proof = pkce();

  beforeAll(async () => {
    server = await TestServer.start({ database });
    await server.addUser();
    client = await server.register({ clientId: 'Acme-Wiki' });
  });
  afterAll(() => server.close());

  /** The request of `client`, changed. */
  const open = (more: Parameters = {}, headers?: Record<string, string>): Promise<Response> =>
    get(authorizeUrl(server, client, proof, more), headers);

  /** The request of `client` without some parameters and with this text appended to the query. */
  const openRaw = (appended: string, without: readonly string[] = []): Promise<Response> => {
    const left = Object.fromEntries(without.map((name) => [name, undefined]));
    return get(`${authorizeUrl(server, client, proof, left)}&${appended}`);
  };

  const expectSignInPage = (response: Response): void => {
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toMatch(/^\/oauth\/sign_in\?interaction=[\w-]{64}$/);
  };

  const expectErrorAtClient = (
    response: Response,
    error: string,
    description: string,
    { to = REDIRECT_URI, state = 'st4te' }: { to?: string; state?: string | null } = {},
  ): void => {
    expect(response.status).toBe(303);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(answerIn(response.headers.get('location')!)).toEqual({
      to,
      values: {
        error,
        error_description: description,
        ...(state !== null && { state }),
        iss: server.issuer,
      },
    });
  };

  /** Runs a refused request and proves that nothing was stored for it. */
  const leavingNothing = async (work: () => Promise<void>): Promise<void> => {
    const count = async (): Promise<number[]> =>
      Promise.all(
        [Interaction, Authorization, AuthorizationCode].map(
          async (entity) => (await server.database.findMany(entity as typeof Interaction, {})).length,
        ),
      );
    const before = await count();
    await work();
    expect(await count()).toEqual(before);
  };

  describe('redirect URI', () => {
    it.each([
      ['a trailing slash', `${REDIRECT_URI}/`],
      ['a longer path', `${REDIRECT_URI}/x`],
      ['dot segments', 'https://client.example/x/../cb'],
      ['an encoded slash', `${REDIRECT_URI}%2f`],
      ['an encoded letter', 'https://client.example/%63b'],
      ['an added query', `${REDIRECT_URI}?a=b`],
      ['an empty query', `${REDIRECT_URI}?`],
      ['a fragment', `${REDIRECT_URI}#f`],
      ['an upper-case host', 'https://CLIENT.example/cb'],
      ['an upper-case scheme', 'HTTPS://client.example/cb'],
      ['an upper-case path', 'https://client.example/CB'],
      ['the explicit default port', 'https://client.example:443/cb'],
      ['user information', 'https://client.example@evil.example/cb'],
      ['a longer host', 'https://client.example.evil.example/cb'],
      ['a subdomain', 'https://x.client.example/cb'],
      ['a backslash', 'https://client.example\\@evil.example/cb'],
      ['http for https', 'http://client.example/cb'],
      ['no scheme', '//client.example/cb'],
      ['a script', 'javascript:alert(1)'],
      ['a leading space', ` ${REDIRECT_URI}`],
      ['a trailing space', `${REDIRECT_URI} `],
      ['a trailing line feed', `${REDIRECT_URI}\n`],
      ['a NUL', `${REDIRECT_URI}\0`],
      ['an accent', 'https://clíent.example/cb'],
      ['another host', 'https://evil.example/cb'],
    ])('with %s is refused on a page, and nobody is redirected', async (_, redirectUri) => {
      await leavingNothing(async () => {
        await expectPage(await open({ redirect_uri: redirectUri }), 400, MISMATCH);
      });
    });

    it('is shown escaped, with a reference under which the refusal is on record', async () => {
      const evil = 'https://evil.example/"><svg/onload=alert(1)>{{7*7}}${7*7}';
      const html = await expectPage(await open({ redirect_uri: evil }), 400, MISMATCH);
      expect(html).not.toContain('<svg/onload');
      expect(html).toContain(
        'https://evil.example/&quot;&gt;&lt;svg/onload&#x3D;alert(1)&gt;{{7*7}}${7*7}</code>',
      );
      const reference = / name="reference"[^>]*>([^<]+)</.exec(html)![1]!;
      expect(await server.database.find(AuditEvent, { id: reference })).toMatchObject({
        event: 'authorization_request.refused',
        clientId: 'Acme-Wiki',
        data: { kind: 'redirect-mismatch', received: evil, code: 'invalid_request' },
      });
      const again = await expectPage(
        await get(`${server.url('error')}?reference=${reference}`),
        200,
        MISMATCH,
      );
      expect(again).toContain(reference);
    });

    it.each([
      ['missing', (): Promise<Response> => open({ redirect_uri: undefined })],
      ['empty', (): Promise<Response> => open({ redirect_uri: '' })],
      ['repeated', (): Promise<Response> => openRaw('redirect_uri=https://evil.example/cb')],
      ['repeated alike', (): Promise<Response> => openRaw(`redirect_uri=${REDIRECT_URI}`)],
      ['an array', (): Promise<Response> => openRaw(`redirect_uri[0]=${REDIRECT_URI}`)],
      ['only an array', (): Promise<Response> => openRaw(`redirect_uri[]=${REDIRECT_URI}`, ['redirect_uri'])],
    ])('that is %s is refused on a page, even when only one is registered', async (_, request) => {
      await leavingNothing(async () => {
        await expectPage(await request(), 400, MALFORMED);
      });
    });

    it('may be any one of several registered ones', async () => {
      const two = await server.register({ redirectUris: [REDIRECT_URI, 'https://client.example/other'] });
      expectSignInPage(
        await get(authorizeUrl(server, two, proof, { redirect_uri: 'https://client.example/other' })),
      );
      const response = await get(authorizeUrl(server, two, proof, { redirect_uri: undefined }));
      await expectPage(response, 400, MALFORMED);
    });

    it('keeps its registered query when the answer is appended', async () => {
      const queried = await server.register({ redirectUris: ['https://client.example/cb?tenant=a%20b'] });
      const url = authorizeUrl(server, queried, proof, { response_type: 'token' });
      const location = (await get(url)).headers.get('location')!;
      expect(location).toMatch(/^https:\/\/client\.example\/cb\?tenant=a%20b&error=/);
      expect(answerIn(location).values).toMatchObject({ tenant: 'a b', state: 'st4te', iss: server.issuer });
    });
  });

  describe('loopback redirect URI', () => {
    let native: RegisteredClient;
    beforeAll(async () => {
      native = await server.register({
        tokenEndpointAuthMethod: 'none',
        redirectUris: ['http://127.0.0.1/cb', 'http://[::1]/cb', 'http://localhost:7000/cb'],
      });
    });

    it.each([
      'http://127.0.0.1/cb',
      'http://127.0.0.1:1/cb',
      'http://127.0.0.1:65535/cb',
      'http://[::1]:51004/cb',
      'http://localhost:7000/cb',
    ])('%s is the registered one on some port', async (uri) => {
      expectSignInPage(await get(authorizeUrl(server, native, proof, { redirect_uri: uri })));
    });

    it.each([
      'http://127.0.0.1:51004/other',
      'http://127.0.0.1:51004/cb/',
      'http://127.0.0.1:51004/cb?x=1',
      'http://127.0.0.1:51004/cb#x',
      'http://127.0.0.1:51004',
      'http://127.0.0.1:0/cb',
      'http://127.0.0.1:65536/cb',
      'http://127.0.0.1:/cb',
      'http://127.0.0.1:80:80/cb',
      'http://127.0.0.1:51004@evil.example/cb',
      'http://user@127.0.0.1:51004/cb',
      'http://127.0.0.1.evil.example:51004/cb',
      'http://127.1:51004/cb',
      'http://2130706433:51004/cb',
      'http://127.0.0.2:51004/cb',
      'http://0.0.0.0:51004/cb',
      'http://[::]:51004/cb',
      'http://localhost:51004/cb',
      'http://localhost/cb',
      'https://127.0.0.1:51004/cb',
      'HTTP://127.0.0.1:51004/cb',
    ])('%s is refused', async (uri) => {
      await expectPage(await get(authorizeUrl(server, native, proof, { redirect_uri: uri })), 400, MISMATCH);
    });

    it('of https keeps its port', async () => {
      await expectPage(await open({ redirect_uri: 'https://client.example:8443/cb' }), 400, MISMATCH);
    });
  });

  describe('client_id', () => {
    it.each([
      ['missing', undefined],
      ['empty', ''],
      ['unknown', 'nobody'],
      ['in another case', 'acme-wiki'],
      ['followed by a space', 'Acme-Wiki '],
      ['preceded by a space', ' Acme-Wiki'],
      ['with an accent', 'Ácme-Wiki'],
      ['followed by a NUL', 'Acme-Wiki\0'],
      ['cut short', 'Acme-Wik'],
      ['the number 0', '0'],
      ['a wildcard', '%'],
      ['a piece of SQL', "Acme-Wiki' OR '1'='1"],
      ['of 5 kB', 'a'.repeat(5_000)],
    ])('that is %s names no client', async (_, clientId) => {
      await leavingNothing(async () => {
        await expectPage(await open({ client_id: clientId }), 400, UNKNOWN_CLIENT);
      });
    });

    it.each([
      ['repeated', 'client_id=Acme-Wiki', []],
      ['repeated with another value', 'client_id=nobody', []],
      ['an array', 'client_id[]=Acme-Wiki', ['client_id']],
      ['an object', 'client_id[$ne]=x', ['client_id']],
      ['both a string and an object', 'client_id[$ne]=x', []],
    ])('that is %s is refused on a page', async (_, appended, without) => {
      await expectPage(await openRaw(appended, without), 400, UNKNOWN_CLIENT);
    });

    it('of nobody is on record and among the details for developers, escaped and cut short', async () => {
      const refusal = async (clientId: string | undefined): Promise<[string, AuditEvent | null]> => {
        const html = await expectPage(await open({ client_id: clientId }), 400, UNKNOWN_CLIENT);
        const reference = / name="reference"[^>]*>([^<]+)</.exec(html)![1]!;
        return [html, await server.database.find(AuditEvent, { id: reference })];
      };
      const [html, event] = await refusal('"><svg/onload=alert(1)>');
      expect(html).toMatch(/<dt>Received client ID<\/dt>\n<dd><code[^>]*>&quot;&gt;&lt;svg/);
      expect(html).not.toContain('<svg/onload');
      expect(event).toMatchObject({
        clientId: null,
        data: {
          kind: 'unknown-client',
          description: 'No client has this client_id.',
          received: '"><svg/onload=alert(1)>',
        },
      });
      expect((await refusal('a'.repeat(5_000)))[1]!.data['received']).toBe('a'.repeat(255));
      const [without, nameless] = await refusal(undefined);
      expect(without).not.toContain('Received client ID');
      expect(nameless!.data['received']).toBeNull();
    });

    it('of a disabled client is unknown', async () => {
      const gone = await server.register();
      await server.registry.setDisabled(gone.clientId, true, ACTOR);
      await expectPage(await get(authorizeUrl(server, gone, proof)), 400, UNKNOWN_CLIENT);
    });
  });

  describe('refused parameters go back to the client', () => {
    const unsupported = ['unsupported_response_type', 'Only the response type code is supported.'] as const;
    const noPkce = ['invalid_request', 'PKCE is required: the parameter code_challenge is missing.'] as const;
    const onlyS256 = ['invalid_request', 'Only the code_challenge_method S256 is supported.'] as const;
    const badChallenge = ['invalid_request', 'The code_challenge is not a SHA-256 in base64url.'] as const;
    const foreignScope = (named: string) =>
      ['invalid_scope', `The requested scope is invalid: ${named}.`] as const;
    const badScope = ['invalid_scope', 'The requested scope is invalid.'] as const;
    const badMaxAge = ['invalid_request', 'max_age is not a whole number of seconds.'] as const;
    const notCombined = ['invalid_request', 'The prompt none cannot be combined.'] as const;

    const refusals = (): Promise<AuditEvent[]> =>
      server.database.findMany(AuditEvent, { event: 'authorization_request.refused' }, { orderBy: 'id' });

    it('and are on record, without what they carried', async () => {
      const before = (await refusals()).length;
      await open({ code_challenge: 'a-secret-challenge', state: 'a-secret-state' });
      const after = await refusals();
      expect(after).toHaveLength(before + 1);
      expect(after.at(-1)).toMatchObject({
        clientId: 'Acme-Wiki',
        source: expect.stringContaining('127.0.0.1'),
        data: {
          kind: 'malformed',
          code: 'invalid_request',
          description: 'The code_challenge is not a SHA-256 in base64url.',
          received: null,
        },
      });
      expect(JSON.stringify(after.at(-1))).not.toContain('a-secret');
    });

    it('but prompt=none, which only asks, is not', async () => {
      const before = (await refusals()).length;
      expectErrorAtClient(await open({ prompt: 'none' }), 'login_required', 'The user must sign in.');
      expect(await refusals()).toHaveLength(before);
    });

    it.each<[string, Parameters, readonly [string, string]]>([
      [
        'no response_type',
        { response_type: undefined },
        ['invalid_request', 'The parameter response_type is missing.'],
      ],
      [
        'an empty response_type',
        { response_type: '' },
        ['invalid_request', 'The parameter response_type is missing.'],
      ],
      ['response_type token', { response_type: 'token' }, unsupported],
      ['response_type id_token', { response_type: 'id_token' }, unsupported],
      ['response_type id_token token', { response_type: 'id_token token' }, unsupported],
      ['response_type code token', { response_type: 'code token' }, unsupported],
      ['response_type code id_token', { response_type: 'code id_token' }, unsupported],
      ['response_type none', { response_type: 'none' }, unsupported],
      ['response_type CODE', { response_type: 'CODE' }, unsupported],
      ['the older name of code', { response_type: 'authorization_code' }, unsupported],
      ['a template as response_type', { response_type: '${7*7}' }, unsupported],
      [
        'response_mode fragment',
        { response_mode: 'fragment' },
        ['invalid_request', 'The response modes are query and form_post.'],
      ],
      [
        'response_mode form_post.jwt',
        { response_mode: 'form_post.jwt' },
        ['invalid_request', 'The response modes are query and form_post.'],
      ],
      [
        'registration',
        { registration: '{}' },
        ['registration_not_supported', 'The parameter registration is not supported.'],
      ],
      [
        'claims that are no JSON',
        { claims: '{' },
        ['invalid_request', 'The parameter claims is not a JSON object.'],
      ],
      [
        'claims that are a list',
        { claims: '[]' },
        ['invalid_request', 'The parameter claims is not a JSON object.'],
      ],
      [
        'claims with a member that is no object',
        { claims: '{"userinfo":1}' },
        ['invalid_request', 'A member of the parameter claims is not a JSON object.'],
      ],
      [
        'a dpop_jkt that is no thumbprint',
        { dpop_jkt: 'x' },
        ['invalid_request', 'dpop_jkt is not the SHA-256 thumbprint of a key.'],
      ],
      ['no code_challenge', { code_challenge: undefined }, noPkce],
      ['no PKCE at all', { code_challenge: undefined, code_challenge_method: undefined }, noPkce],
      ['an empty code_challenge', { code_challenge: '' }, noPkce],
      ['no code_challenge_method', { code_challenge_method: undefined }, onlyS256],
      ['code_challenge_method plain', { code_challenge_method: 'plain' }, onlyS256],
      ['code_challenge_method s256', { code_challenge_method: 's256' }, onlyS256],
      ['code_challenge_method S512', { code_challenge_method: 'S512' }, onlyS256],
      ['a code_challenge of 42 characters', { code_challenge: 'a'.repeat(42) }, badChallenge],
      ['a code_challenge of 44 characters', { code_challenge: 'a'.repeat(44) }, badChallenge],
      ['a code_challenge of 129 characters', { code_challenge: 'a'.repeat(129) }, badChallenge],
      ['a padded code_challenge', { code_challenge: `${'a'.repeat(42)}=` }, badChallenge],
      ['a code_challenge that is not base64url', { code_challenge: `${'a'.repeat(42)}+` }, badChallenge],
      ['a code_challenge with a line feed', { code_challenge: `${'a'.repeat(43)}\n` }, badChallenge],
      ['an unknown scope', { scope: 'openid payroll' }, foreignScope('payroll')],
      ['a scope in another case', { scope: 'OPENID' }, foreignScope('OPENID')],
      ['a scope with a quote', { scope: 'openid "' }, badScope],
      ['a scope with a backslash', { scope: 'openid \\' }, badScope],
      ['a scope with a control character', { scope: 'openid\tprofile' }, badScope],
      ['a scope with a letter beyond ASCII', { scope: 'öpenid' }, badScope],
      ['more than 100 scopes', { scope: Array.from({ length: 101 }, (_, i) => `s${i}`).join(' ') }, badScope],
      ['prompt none with login', { prompt: 'none login' }, notCombined],
      ['prompt consent with none', { prompt: 'consent none' }, notCombined],
      ['a negative max_age', { max_age: '-1' }, badMaxAge],
      ['a max_age in words', { max_age: 'soon' }, badMaxAge],
      ['a max_age with a fraction', { max_age: '1.5' }, badMaxAge],
      [
        'a foreign resource',
        { resource: 'https://other.example/' },
        ['invalid_target', 'The requested resource is not allowed: https://other.example/.'],
      ],
      [
        'a request object',
        { request: 'eyJhbGciOiJub25lIn0.e30.' },
        ['request_not_supported', 'Request objects are not supported.'],
      ],
      [
        'a nonce of more than 1000 bytes',
        { nonce: 'n'.repeat(1001) },
        ['invalid_request', 'The nonce is longer than 1000 bytes.'],
      ],
    ])('%s', async (_, more, [error, description]) => {
      await leavingNothing(async () => expectErrorAtClient(await open(more), error, description));
    });

    it.each([
      ['response_type', 'response_type=code'],
      ['scope', 'scope=openid'],
      ['code_challenge', 'code_challenge=abc'],
      ['code_challenge_method', 'code_challenge_method=S256'],
      ['nonce', 'nonce=a&nonce=b'],
      ['prompt', 'prompt=none&prompt=login'],
      ['max_age', 'max_age=1&max_age=1'],
      ['a parameter nobody knows', 'foo=1&foo=1'],
      ['an empty parameter', 'nonce=&nonce='],
      ['scope as an array', 'scope[]=openid'],
      ['an object', 'nonce[a]=b'],
      ['__proto__', '__proto__[polluted]=1'],
      ['constructor.prototype', 'constructor[prototype][polluted]=1'],
    ])('%s twice or nested', async (_, appended) => {
      await leavingNothing(async () => {
        const response = await openRaw(appended);
        expectErrorAtClient(response, 'invalid_request', 'A parameter is repeated or is not a string.');
      });
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    });

    it('a state that came twice is not returned', async () => {
      const description = 'A parameter is repeated or is not a string.';
      expectErrorAtClient(await openRaw('state=other'), 'invalid_request', description, { state: null });
      expectErrorAtClient(await openRaw('state[]=other', ['state']), 'invalid_request', description, {
        state: null,
      });
    });

    it('a public client without PKCE', async () => {
      const app = await server.register({ tokenEndpointAuthMethod: 'none' });
      const bare = { code_challenge: undefined, code_challenge_method: undefined };
      expectErrorAtClient(await get(authorizeUrl(server, app, proof, bare)), ...noPkce);
    });

    it('a client that is not registered for codes', async () => {
      const machine = await server.register({ grantTypes: ['client_credentials'] });
      expectErrorAtClient(
        await get(authorizeUrl(server, machine, proof)),
        'unauthorized_client',
        'The client may not use this grant type.',
      );
    });

    it('a request_uri, which is never fetched', async () => {
      let hits = 0;
      const listener = createServer((_, response) => {
        hits++;
        response.end('{}');
      });
      await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
      const { port } = listener.address() as AddressInfo;
      const response = await open({ request_uri: `http://127.0.0.1:${port}/request` });
      listener.close();
      expectErrorAtClient(
        response,
        'request_uri_not_supported',
        'The parameter request_uri is not supported.',
      );
      expect(hits).toBe(0);
    });
  });

  describe('accepted parameters', () => {
    it.each<[string, Parameters]>([
      ['without state', { state: undefined }],
      ['without scope', { scope: undefined }],
      ['with a parameter nobody knows', { foo: 'bar', __proto: 'x' }],
      ['with empty parameters, which count as absent', { nonce: '', prompt: '', max_age: '', resource: '' }],
      ['with response_mode query', { response_mode: 'query' }],
      [
        'with hints that are too long to be meant',
        { login_hint: 'é'.repeat(1200), ui_locales: 'x'.repeat(3000) },
      ],
      ['with acr_values, claims and display', { acr_values: 'gold', claims: '{}', display: 'popup' }],
      ['with the longest nonce', { nonce: 'n'.repeat(1000) }],
    ])('%s lead to the sign-in page', async (_, more) => {
      expectSignInPage(await open(more));
    });

    it('without PKCE for a confidential client whose switch is off', async () => {
      const older = await server.register({ requirePkce: false });
      const bare = { code_challenge: undefined, code_challenge_method: undefined };
      expectSignInPage(await get(authorizeUrl(server, older, proof, bare)));
      expectErrorAtClient(
        await get(authorizeUrl(server, older, proof, { code_challenge: undefined })),
        'invalid_request',
        'code_challenge_method without code_challenge.',
      );
      expectErrorAtClient(
        await get(authorizeUrl(server, older, proof, { code_challenge_method: 'plain' })),
        'invalid_request',
        'Only the code_challenge_method S256 is supported.',
      );
    });

    it('without scope mean the registered scopes, but never lasting access', async () => {
      const visitor = new Visitor();
      const result = await obtainCode(server, client, { scope: undefined }, visitor);
      const tokens = (await (await redeem(server, client, result)).json()) as TokenAnswer;
      expect(tokens.scope).toBe('openid profile email');
    });

    const postForm = (
      form: URLSearchParams | string,
      headers: Record<string, string> = {},
      query = '',
    ): Promise<Response> =>
      fetch(server.url('authorize') + query, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: form.toString(),
        redirect: 'manual',
      });
    /** What every browser has that was here before. */
    const known = { cookie: `__Host-portcullis=${'x'.repeat(64)}` };

    it('by POST mean the same as by GET', async () => {
      const url = new URL(authorizeUrl(server, client, proof));
      expectSignInPage(await postForm(url.searchParams, known));
      url.searchParams.set('response_type', 'token');
      expectErrorAtClient(
        await postForm(url.searchParams, known),
        'unsupported_response_type',
        'Only the response type code is supported.',
      );
      url.searchParams.set('redirect_uri', 'https://evil.example/cb');
      await expectPage(await postForm(url.searchParams, known), 400, MISMATCH);
    });

    it('by POST are answered at once when they would make too long a URL', async () => {
      const { searchParams } = new URL(authorizeUrl(server, client, proof, { state: '東'.repeat(3000) }));
      const response = await postForm(searchParams);
      expect(response.status).toBe(303);
      expect(response.headers.get('location')).toMatch(/^\/oauth\/sign_in\?interaction=[\w-]+$/);
    });

    it('by POST from a browser that sends no cookie are asked for again by GET, which brings the cookie', async () => {
      await leavingNothing(async () => {
        const state = 'Zürich 東京&=+%2B#"\r\n🦊';
        const { searchParams } = new URL(authorizeUrl(server, client, proof, { state, 'x y': '1' }));
        const response = await postForm(searchParams);
        expect(response.status).toBe(303);
        // A cookie set here would take the place of the one that was not sent: the user would be signed out.
        expect(response.headers.getSetCookie()).toEqual([]);
        expect(response.headers.get('cache-control')).toBe('no-store');
        const [path, query] = response.headers.get('location')!.split('?');
        expect(path).toBe('/oauth/authorize');
        expect([...new URLSearchParams(query)]).toEqual([...searchParams]);
      });
    });

    it('by POST find the user signed in when only the GET that follows brings the cookie', async () => {
      const { visitor } = await obtainCode(server, client);
      const { searchParams } = new URL(authorizeUrl(server, client, proof, { prompt: 'none' }));
      const posted = await postForm(searchParams);
      const response = await visitor.request(new URL(posted.headers.get('location')!, server.issuer).href);
      expect(answerIn(response.headers.get('location')!).values).toEqual({
        code: expect.any(String),
        state: 'st4te',
        iss: server.issuer,
      });
    });

    it.each([
      ['repeated', 'scope=openid&scope=openid'],
      ['an array', 'scope[]=openid'],
    ])('by POST that are %s are refused at once, cookie or not', async (_, pair) => {
      await leavingNothing(async () => {
        const { searchParams } = new URL(authorizeUrl(server, client, proof, { scope: undefined }));
        for (const headers of [{}, known]) {
          expectErrorAtClient(
            await postForm(`${searchParams}&${pair}`, headers),
            'invalid_request',
            'A parameter is repeated or is not a string.',
          );
        }
      });
    });

    it('by POST that are too many are refused at once', async () => {
      const many = Array.from({ length: 101 }, (_, i) => `p${i}=1`).join('&');
      await expectPage(await postForm(many), 400, MALFORMED);
    });

    it.each([
      ['a browser that was here before', known],
      ['a new browser', {}],
    ])('of a POST of %s are not read from its query', async (_, headers) => {
      await leavingNothing(async () => {
        let response = await postForm('', headers, new URL(authorizeUrl(server, client, proof)).search);
        if (response.status === 303) {
          expect(response.headers.get('location')).toBe('/oauth/authorize?');
          response = await get(new URL(response.headers.get('location')!, server.issuer).href);
        }
        await expectPage(response, 400, UNKNOWN_CLIENT);
      });
    });
  });

  describe('the answer', () => {
    const states = [
      ['unicode', 'Zürich 東京 🦊'],
      ['percent signs', '%25%2B%%'],
      ['plus, ampersand, equals and hash', 'a+b&c=d#e?f'],
      ['line breaks and NUL', 'a\r\nSet-Cookie: x=y\0b'],
      ['quotes and angle brackets', '"><svg/onload=alert(1)>{{7*7}}'],
      ['2 kB', 'x'.repeat(2048)],
    ] as const;

    it.each(states)('of an error returns a state with %s as it came', async (_, state) => {
      const response = await open({ response_type: 'token', state });
      expectErrorAtClient(
        response,
        'unsupported_response_type',
        'Only the response type code is supported.',
        { state },
      );
      expect(response.headers.get('set-cookie')).toBeNull();
      expect(response.headers.get('location')).toMatch(/^[\x21-\x7e]+$/);
    });

    it('of a success carries code, state and iss once each, and nothing else', async () => {
      const visitor = new Visitor();
      await obtainCode(server, client, {}, visitor);
      for (const [, state] of states) {
        const { callback, code } = await obtainCode(server, client, { state }, visitor);
        expect(answerIn(callback.href)).toEqual({
          to: REDIRECT_URI,
          values: { code, state, iss: server.issuer },
        });
        expect(callback.hash).toBe('');
      }
    });

    it('has no state when none came', async () => {
      const { callback, code } = await obtainCode(server, client, { state: undefined });
      expect(answerIn(callback.href).values).toEqual({ code, iss: server.issuer });
      expectErrorAtClient(
        await open({ response_type: 'token', state: undefined }),
        'unsupported_response_type',
        'Only the response type code is supported.',
        { state: null },
      );
    });

    it('carries a code of 64 URL-safe characters that shows no order', async () => {
      const own = await server.register({ firstParty: true });
      const visitor = new Visitor();
      const codes: string[] = [];
      for (let i = 0; i < 20; i++) codes.push((await obtainCode(server, own, {}, visitor)).code);
      for (const code of codes) expect(code).toMatch(/^[A-Za-z0-9_-]{64}$/);
      expect(new Set(codes).size).toBe(codes.length);
      expect(codes).not.toEqual(codes.toSorted());
      expect(new Set(codes.map((code) => code.slice(0, 6))).size).toBe(codes.length);
    });

    it('redirects with 303 only and is never stored', async () => {
      const visitor = new Visitor();
      const page = await visitor.visit(authorizeUrl(server, client, proof));
      const { action, fields } = readForm(page.html);
      const response = await visitor.request(new URL(action, page.url).href, {
        method: 'POST',
        body: query({ ...fields, username: 'alice', password: 'correct horse battery staple' }),
      });
      expect(response.status).toBe(303);
      expect(response.headers.get('location')).toMatch(/^\/oauth\/authorize\/resume\?interaction=[\w-]{64}$/);
      expect(response.headers.get('cache-control')).toBe('no-store');
    });
  });

  describe('method, origin and size', () => {
    it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is not allowed', async (method) => {
      const response = await fetch(authorizeUrl(server, client, proof), { method, redirect: 'manual' });
      expect(response.headers.get('allow')).toBe('GET, POST');
      await expectPage(response, 405, 'This page cannot be opened this way');
    });

    it('TRACE is not allowed', async () => {
      const status = await new Promise((resolve, reject) => {
        httpRequest(authorizeUrl(server, client, proof), { method: 'TRACE' }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .once('error', reject)
          .end();
      });
      expect(status).toBe(405);
    });

    it('no foreign origin is let in by CORS', async () => {
      const origin = { origin: 'https://evil.example' };
      const preflight = await fetch(authorizeUrl(server, client, proof), {
        method: 'OPTIONS',
        headers: { ...origin, 'access-control-request-method': 'GET' },
      });
      for (const response of [preflight, await open({}, origin), await open({ client_id: 'x' }, origin)]) {
        const names = [...response.headers.keys()];
        expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([]);
      }
    });

    it('a query beyond the header limit is refused', async () => {
      expect((await open({ state: 'x'.repeat(20_000) })).status).toBe(431);
    });

    it('a form of more than 64 KiB is refused', async () => {
      const body = new URL(authorizeUrl(server, client, proof, { state: 'x'.repeat(70_000) })).searchParams;
      const response = await fetch(server.url('authorize'), { method: 'POST', body, redirect: 'manual' });
      await expectPage(response, 413, MALFORMED);
    });

    it('a form too long to be kept and answered is refused', async () => {
      await leavingNothing(async () => {
        const state = '\u0001'.repeat(15_000);
        const body = new URL(authorizeUrl(server, client, proof, { state })).searchParams;
        const response = await fetch(server.url('authorize'), { method: 'POST', body, redirect: 'manual' });
        await expectPage(response, 400, MALFORMED);
      });
    });

    it('more than 100 parameters are refused', async () => {
      const many = Array.from({ length: 101 }, (_, i) => `p${i}=1`).join('&');
      await expectPage(await openRaw(many), 400, MALFORMED);
    });

    it.each(['application/json', 'multipart/form-data; boundary=x', 'text/plain', 'application/xml'])(
      'a POST of %s is refused',
      async (type) => {
        const response = await fetch(server.url('authorize'), {
          method: 'POST',
          headers: { 'content-type': type },
          body: JSON.stringify({ client_id: { $ne: 1 } }),
          redirect: 'manual',
        });
        await expectPage(response, 400, MALFORMED);
      },
    );
  });

  describe('pages', () => {
    const policy =
      "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; " +
      "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** Each page with the policy it must have. */
    const pages = async (): Promise<[string, Visit, string][]> => {
      const visitor = new Visitor();
      const asked = await server.register();
      const signInPage = await visitor.visit(authorizeUrl(server, asked, proof));
      const consentPage = await signIn(visitor, signInPage);
      const errorPage = await visitor.visit(authorizeUrl(server, asked, proof, { client_id: 'nobody' }));
      const noticePage = await visitor.visit(server.url('confirm_access'));
      const self = `${policy}; form-action 'self'`;
      return [
        ['page-sign-in', signInPage, policy],
        ['page-consent', consentPage, policy],
        ['page-error', errorPage, self],
        ['page-notice', noticePage, self],
      ];
    };

    it('cannot be framed, stored or sniffed, send no referrer abroad and run no inline script', async () => {
      for (const [name, page, csp] of await pages()) {
        expect(page.html).toContain(`<body class="page ${name}">`);
        const headers = Object.fromEntries(page.response.headers);
        expect(headers).toMatchObject({
          'content-security-policy': csp,
          'x-frame-options': 'DENY',
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'same-origin',
          'cache-control': 'no-store',
          'content-type': 'text/html; charset=utf-8',
        });
        expect(headers['access-control-allow-origin']).toBeUndefined();
        expect(page.html).not.toMatch(/<script(?![^>]*\ssrc="\/oauth\/assets\/)/);
        expect(page.html).not.toMatch(/<style|\sstyle=|\son[a-z]+=/i);
        expect(page.html).not.toMatch(/(src|action)="(https?:)?\/\//);
      }
    });

    it('show what a client or a request wrote literally', async () => {
      const name = '<svg/onload=alert(1)> {{7*7}} ${7*7} #{7*7}';
      const hostile = await server.register({ name });
      const visitor = new Visitor();
      const hint = '"autofocus onfocus=alert(1) x="';
      const more = { login_hint: hint, ui_locales: '"><svg/onload=alert(2)>' };
      const signInPage = await visitor.visit(authorizeUrl(server, hostile, proof, more));
      const consentPage = await signIn(visitor, signInPage);
      expect(readForm(signInPage.html).fields['username']).toBe(hint);
      for (const { html } of [signInPage, consentPage]) {
        expect(html).not.toContain('<svg/onload');
        expect(html).not.toMatch(/\sonfocus=/);
        expect(html).toContain('<bdi>&lt;svg/onload&#x3D;alert(1)&gt; {{7*7}} ${7*7} #{7*7}</bdi>');
      }
    });
  });

  describe('prompt and max_age', () => {
    /** A browser in which alice is signed in and allowed `client` everything before. */
    const regular = async (): Promise<Visitor> => {
      const visitor = new Visitor();
      await obtainCode(server, client, {}, visitor);
      return visitor;
    };
    const authTime = async (result: Awaited<ReturnType<typeof obtainCode>>): Promise<number> => {
      const { id_token: token } = (await (await redeem(server, client, result)).json()) as TokenAnswer;
      return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()).auth_time;
    };

    it('prompt=none without a session ends in login_required', async () => {
      await leavingNothing(async () =>
        expectErrorAtClient(await open({ prompt: 'none' }), 'login_required', 'The user must sign in.'),
      );
    });

    it('prompt=none without consent ends in consent_required', async () => {
      const visitor = await regular();
      const stranger = await server.register();
      const response = await visitor.request(authorizeUrl(server, stranger, proof, { prompt: 'none' }));
      expectErrorAtClient(response, 'consent_required', 'The user must consent.');
    });

    it('prompt=none asks nothing of a user who allowed this before', async () => {
      const visitor = await regular();
      const response = await visitor.request(authorizeUrl(server, client, proof, { prompt: 'none' }));
      const { values } = answerIn(response.headers.get('location')!);
      expect(values).toEqual({ code: expect.any(String), state: 'st4te', iss: server.issuer });
    });

    it('prompt=none with more than was allowed before ends in consent_required', async () => {
      const visitor = await regular();
      const more = { prompt: 'none', scope: 'openid profile offline_access' };
      const response = await visitor.request(authorizeUrl(server, client, proof, more));
      expectErrorAtClient(response, 'consent_required', 'The user must consent.');
    });

    it('prompt=none with a session that is too old for max_age ends in login_required', async () => {
      const visitor = await regular();
      server.clock.advance(61);
      const more = { prompt: 'none', max_age: '60' };
      const response = await visitor.request(authorizeUrl(server, client, proof, more));
      expectErrorAtClient(response, 'login_required', 'The user must sign in.');
    });

    it.each<[string, Parameters]>([
      ['prompt=login', { prompt: 'login' }],
      ['max_age=0', { max_age: '0' }],
      ['max_age=60 after 61 seconds', { max_age: '60' }],
    ])('%s makes a user who is signed in prove it again, and auth_time tells', async (_, more) => {
      const visitor = new Visitor();
      const before = await authTime(await obtainCode(server, client, {}, visitor));
      server.clock.advance(61);
      const again = { code: '', callback: new URL(server.issuer), visitor, ...pkce() };
      const page = await visitor.visit(authorizeUrl(server, client, again, more));
      expect(page.url).toContain('/oauth/sign_in');
      expect(page.html).toContain('Sign in again to continue to');
      expect(page.html).toMatch(/<input[^>]* name="username" value="alice"[^>]* readonly/);
      const back = await signIn(visitor, page);
      expect(back.left).toBe(true);
      const after = await authTime({ ...again, code: answerIn(back.url).values['code']! });
      expect(after).toBeGreaterThanOrEqual(before + 61);
    });

    it('a max_age that the session satisfies asks nothing', async () => {
      const visitor = await regular();
      server.clock.advance(30);
      expect((await visitor.visit(authorizeUrl(server, client, proof, { max_age: '3600' }))).left).toBe(true);
    });

    it.each<[string, Parameters]>([
      ['prompt=login', { prompt: 'login' }],
      ['max_age=0', { max_age: '0' }],
    ])('%s cannot be dropped on the way', async (_, more) => {
      const visitor = await regular();
      server.clock.advance(1);
      const page = await visitor.visit(authorizeUrl(server, client, proof, more));
      const { interaction } = readForm(page.html).fields;
      const resume = `${server.url('authorize')}/resume?interaction=${interaction}`;
      expect((await visitor.visit(resume)).url).toContain('/oauth/sign_in');
      expect((await visitor.visit(`${resume}&prompt=none&max_age=9999`)).url).toContain('/oauth/sign_in');
      // Even a consent given ahead of time leads back to the sign-in page.
      const consent = await visitor.visit(`${server.url('confirm_access')}?interaction=${interaction}`);
      expect((await allow(visitor, consent)).url).toContain('/oauth/sign_in');
    });

    it('prompt=consent shows the consent page although everything was allowed before', async () => {
      const visitor = await regular();
      const page = await visitor.visit(authorizeUrl(server, client, proof, { prompt: 'consent' }));
      expect(page.url).toContain('/oauth/confirm_access');
      expect((await allow(visitor, page)).left).toBe(true);
    });

    it('prompt=select_account offers to sign in as somebody else', async () => {
      const visitor = await regular();
      await server.addUser(`bob-${database}`);
      const choice = await visitor.visit(authorizeUrl(server, client, proof, { prompt: 'select_account' }));
      expect(choice.url).toContain('/oauth/sign_in/choose');
      const page = await visitor.submit(choice, {}, { name: 'action', value: 'another' });
      expect(page.url).toContain('/oauth/sign_in?');
      expect(readForm(page.html).fields['username']).toBe('');
      const consent = await signIn(visitor, page, `bob-${database}`);
      expect(consent.html).toContain(`(<bdi>bob-${database}</bdi>)`);
    });

    it('a session that has expired has to be begun anew', async () => {
      const visitor = await regular();
      server.clock.advance(8 * 3600);
      expect((await visitor.visit(authorizeUrl(server, client, proof))).url).toContain('/oauth/sign_in');
    });
  });

  describe('between the pages', () => {
    it('edited fields, cookies and addresses change nothing: the code is for the request as it came', async () => {
      const evil = await server.register({ redirectUris: ['https://evil.example/cb'] });
      const forged = {
        client_id: evil.clientId,
        redirect_uri: 'https://evil.example/cb',
        scope: 'openid profile email offline_access',
        response_type: 'token',
        state: 'forged',
        code_challenge: pkce().challenge,
        nonce: 'forged',
        resource: 'https://evil.example/',
        request: 'forged',
      };
      const visitor = new Visitor();
      const own = pkce();
      const victim = await server.register();
      const page = await visitor.visit(authorizeUrl(server, victim, own, { scope: 'openid', nonce: 'n1' }));
      visitor.setCookie('client_id', evil.clientId);
      visitor.setCookie('redirect_uri', 'https://evil.example/cb');
      const login = { username: 'alice', password: 'correct horse battery staple' };
      const consent = await visitor.submit(
        page,
        { ...forged, ...login },
        { name: 'action', value: 'sign_in' },
      );
      const { fields, action } = readForm(consent.html);
      const decided = await visitor.request(new URL(action, consent.url).href, {
        method: 'POST',
        body: query({
          ...fields,
          ...forged,
          decision: 'allow',
          'scope.email': 'true',
          'scope.admin': 'true',
        }),
      });
      const resume = new URL(decided.headers.get('location')!, server.issuer);
      for (const [name, value] of Object.entries(forged)) resume.searchParams.set(name, value);
      const location = (await visitor.request(resume.href)).headers.get('location')!;
      const { to, values } = answerIn(location);
      expect({ to, values }).toEqual({
        to: REDIRECT_URI,
        values: { code: expect.any(String), state: 'st4te', iss: server.issuer },
      });
      const result = { ...own, code: values['code']!, callback: new URL(location), visitor };
      const tokens = (await (await redeem(server, victim, result)).json()) as TokenAnswer;
      expect(tokens.scope).toBe('openid');
      const claims = JSON.parse(Buffer.from(tokens.id_token.split('.')[1]!, 'base64url').toString());
      expect(claims).toMatchObject({ aud: victim.clientId, nonce: 'n1' });
    });

    it('an interaction of another request cannot be put in its place', async () => {
      const visitor = new Visitor();
      const evil = await server.register({ redirectUris: ['https://evil.example/cb'] });
      const mine = await visitor.visit(authorizeUrl(server, client, proof));
      const attacker = new Visitor();
      const theirs = await attacker.visit(authorizeUrl(server, evil, proof));
      const values = {
        interaction: readForm(theirs.html).fields['interaction']!,
        username: 'alice',
        password: 'correct horse battery staple',
      };
      const result = await visitor.submit(mine, values, { name: 'action', value: 'sign_in' });
      expect(result.status).toBe(400);
      expect(result.html).toContain('It belongs to another browser, or to a session that has ended.');
    });

    type Change = (at: { client: RegisteredClient; subject: string }) => Promise<unknown>;
    const changes: [string, Change, number, string][] = [
      [
        'the client is disabled',
        (at) => server.registry.setDisabled(at.client.clientId, true, ACTOR),
        400,
        'This page is no longer valid',
      ],
      [
        'a requested scope is taken from the client',
        (at) => server.registry.update(at.client.clientId, 1, { scopes: ['openid'] }, ACTOR),
        400,
        'This page is no longer valid',
      ],
      [
        'the redirect URI is taken from the client',
        (at) =>
          server.registry.update(at.client.clientId, 1, { redirectUris: ['https://new.example/cb'] }, ACTOR),
        400,
        'This page is no longer valid',
      ],
      [
        'the grant type is taken from the client',
        (at) => server.registry.update(at.client.clientId, 1, { grantTypes: ['client_credentials'] }, ACTOR),
        400,
        'This page is no longer valid',
      ],
      [
        'the user is disabled',
        (at) => server.users.setDisabled(at.subject, true, ACTOR),
        200,
        'Sign in to continue to Acme Wiki',
      ],
    ];

    it.each(changes)('no code is issued when, after the consent, %s', async (name, change, status, title) => {
      const username = `carol-${changes.findIndex((row) => row[0] === name)}`;
      const { subject } = await server.addUser(username);
      const changed = await server.register();
      const visitor = new Visitor();
      const consent = await signIn(
        visitor,
        await visitor.visit(authorizeUrl(server, changed, proof)),
        username,
      );
      const { action, fields } = readForm(consent.html);
      const decided = await visitor.request(new URL(action, consent.url).href, {
        method: 'POST',
        body: query({ ...fields, decision: 'allow' }),
      });
      expect(decided.status).toBe(303);
      const before = (await server.database.findMany(AuthorizationCode, {})).length;
      await change({ client: changed, subject });
      const page = await visitor.visit(new URL(decided.headers.get('location')!, server.issuer).href);
      expect(page.left).toBe(false);
      expect(page.status).toBe(status);
      expect(page.html.replaceAll(/<\/?bdi>/g, '')).toContain(`<h1>${title}</h1>`);
      expect((await server.database.findMany(AuthorizationCode, {})).length).toBe(before);
    });

    it.each(changes)('no code is issued when, before the consent, %s', async (name, change) => {
      const username = `dave-${changes.findIndex((row) => row[0] === name)}`;
      const { subject } = await server.addUser(username);
      const changed = await server.register();
      const visitor = new Visitor();
      const consent = await signIn(
        visitor,
        await visitor.visit(authorizeUrl(server, changed, proof)),
        username,
      );
      const before = (await server.database.findMany(AuthorizationCode, {})).length;
      await change({ client: changed, subject });
      const page = await allow(visitor, consent);
      expect(page.left).toBe(false);
      expect(page.status).toBe(400);
      expect((await server.database.findMany(AuthorizationCode, {})).length).toBe(before);
    });

    it('an interaction completes once', async () => {
      const visitor = new Visitor();
      const own = await server.register({ firstParty: true });
      const page = await visitor.visit(authorizeUrl(server, own, proof));
      const { interaction } = readForm(page.html).fields;
      expect((await signIn(visitor, page)).left).toBe(true);
      const resume = await visitor.request(`${server.url('authorize')}/resume?interaction=${interaction}`);
      const html = await expectPage(resume, 400, 'This page is no longer valid');
      expect(html).toContain('It has been answered already, and each answer counts only once.');
    });
  });
});
