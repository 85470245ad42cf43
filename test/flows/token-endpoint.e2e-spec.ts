import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { AccessToken, type NewClient } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { basic, post } from '../support/flow.js';
import {
  expectOAuthError,
  INVALID_CLIENT,
  MALFORMED,
  NOT_A_FORM,
  TOO_MANY,
  type ExpectedError,
} from '../support/oauth-error.js';
import { rawRequest } from '../support/raw-request.js';
import { ACTOR, TestServer, type RegisteredClient, type TestServerOptions } from '../support/test-server.js';

const FORM = 'application/x-www-form-urlencoded';
const UNSUPPORTED: ExpectedError = [400, 'unsupported_grant_type', 'The grant type is not supported.'];
const UNAUTHORIZED: ExpectedError = [400, 'unauthorized_client', 'The client may not use this grant type.'];
const TOO_LARGE: ExpectedError = [413, 'invalid_request', 'The request body is too large.'];
const TWO_METHODS: ExpectedError = [400, 'invalid_request', 'Use one client authentication method, not two.'];
const TWO_IDS: ExpectedError = [
  400,
  'invalid_request',
  'The client_id in the body is not the one in the Authorization header.',
];
const missing = (name: string): ExpectedError => [
  400,
  'invalid_request',
  `The parameter ${name} is missing.`,
];

const HOSTS: (Pick<TestServerOptions, 'database' | 'adapter' | 'bodyParser'> & { host: string })[] = [
  ...DATABASES.map((database) => ({ database, host: 'a plain host' })),
  { database: 'sqlite', bodyParser: true, host: 'a host that parses bodies itself' },
  { database: 'sqlite', adapter: 'fastify', host: 'a Fastify host' },
  {
    database: 'sqlite',
    adapter: 'fastify',
    bodyParser: true,
    host: 'a Fastify host that parses bodies itself',
  },
];

describe.each(HOSTS)('token endpoint on $database in $host', ({ host: _, ...host }) => {
  let server: TestServer;
  /** Opaque tokens, so that every token issued leaves a row. */
  let machine: RegisteredClient;
  let posting: RegisteredClient;
  let open: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start(host);
    const settings: Partial<NewClient> = {
      grantTypes: ['client_credentials'],
      redirectUris: [],
      scopes: ['orders:read'],
      accessTokenFormat: 'opaque',
    };
    machine = await server.register({ ...settings, clientId: 'urn:acme/machine' });
    posting = await server.register({ ...settings, tokenEndpointAuthMethod: 'client_secret_post' });
    open = await server.register({ tokenEndpointAuthMethod: 'none' });
  });
  afterAll(() => server.close());

  const send = (
    body: string | Buffer | ReadableStream | undefined,
    headers: Record<string, string> = {},
    method = 'POST',
    path = '',
  ): Promise<Response> =>
    fetch(server.url('token') + path, {
      method,
      headers: { 'content-type': FORM, ...headers },
      ...(body !== undefined && { body, duplex: 'half' }),
    } as RequestInit);

  const issued = async (): Promise<number> => (await server.database.findMany(AccessToken, {})).length;

  const refusesWithoutATrace = async (answer: () => Promise<Response>, error: ExpectedError) => {
    const before = await issued();
    await expectOAuthError(await answer(), error);
    expect(await issued()).toBe(before);
  };

  const header = (id: string, secret: string, scheme = 'Basic'): Record<string, string> => ({
    authorization: `${scheme} ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  });
  const encoded = (id: string, secret: string): Record<string, string> =>
    header(encodeURIComponent(id), encodeURIComponent(secret));

  it('answers with exactly the members of RFC 6749 section 5.1, not cacheable', async () => {
    const before = await issued();
    const response = await send('grant_type=client_credentials', basic(machine));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json;charset=UTF-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('pragma')).toBe('no-cache');
    expect(await response.json()).toEqual({
      access_token: expect.stringMatching(/^[A-Za-z0-9_-]{64}$/),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'orders:read',
    });
    expect(await issued()).toBe(before + 1);
  });

  describe('methods', () => {
    it.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
      const response = await send(undefined, basic(machine), method, '?grant_type=client_credentials');
      expect(response.headers.get('allow')).toBe('POST');
      await expectOAuthError(response, [405, 'invalid_request', 'The request method is not allowed.']);
    });

    it('refuses HEAD', async () => {
      const response = await send(undefined, basic(machine), 'HEAD');
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    });

    it('gives other origins no access', async () => {
      const response = await send('grant_type=client_credentials', {
        ...basic(machine),
        origin: 'https://spa.example',
      });
      expect(response.status).toBe(200);
      expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    });
  });

  describe('the body', () => {
    it.each<[string, string]>([
      ['a plain form', FORM],
      ['a charset', `${FORM}; charset=utf-8`],
      ['another case', 'Application/X-WWW-Form-Urlencoded;charset=UTF-8'],
    ])('is read with %s', async (_, type) => {
      const response = await send('grant_type=client_credentials', {
        ...basic(machine),
        'content-type': type,
      });
      expect(response.status).toBe(200);
    });

    it.each<[string, string, string]>([
      ['JSON', 'application/json', '{"grant_type":"client_credentials"}'],
      ['JSON with a number for a code', 'application/json', '{"grant_type":"authorization_code","code":0}'],
      [
        'JSON with a number for a token',
        'application/json',
        '{"grant_type":"refresh_token","refresh_token":0}',
      ],
      ['JSON with an object for an id', 'application/json', '{"client_id":{"$ne":1}}'],
      ['a JSON array', 'application/json', '["grant_type"]'],
      ['JSON of another name', 'application/vnd.api+json', '{}'],
      ['plain text', 'text/plain', 'grant_type=client_credentials'],
      ['a longer name', `${FORM}-x`, 'grant_type=client_credentials'],
      ['another encoding', `${FORM}; charset=iso-8859-1`, 'grant_type=client_credentials'],
      ['multipart', 'multipart/form-data; boundary=b', '--b\r\n\r\n--b--'],
    ])('is refused as %s', async (_, type, body) => {
      await refusesWithoutATrace(() => send(body, { ...basic(machine), 'content-type': type }), NOT_A_FORM);
    });

    it('is refused when it says that it is compressed', async () => {
      const headers = { ...basic(machine), 'content-encoding': 'identity' };
      await refusesWithoutATrace(() => send('grant_type=client_credentials', headers), NOT_A_FORM);
    });

    it('is refused without a content type', async () => {
      const before = await issued();
      const answer = await rawRequest(
        server,
        [
          `POST /oauth/token HTTP/1.1`,
          `Authorization: ${basic(machine)['authorization']}`,
          'Content-Length: 29',
        ],
        'grant_type=client_credentials',
      );
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain(JSON.stringify({ error: NOT_A_FORM[1], error_description: NOT_A_FORM[2] }));
      expect(await issued()).toBe(before);
    });

    it('is refused when it is empty', async () => {
      await refusesWithoutATrace(() => send('', basic(machine)), missing('grant_type'));
    });

    it.each([
      'grant_type=client_credentials',
      'client_id=urn%3Aacme%2Fmachine',
      'client_secret=x',
      'scope=orders%3Aread',
      'code=a',
      'refresh_token=a',
      'unknown=a',
      'scope=',
    ])('is refused when it has %s twice', async (pair) => {
      const body = `grant_type=client_credentials&${pair}&${pair}`;
      await refusesWithoutATrace(() => send(body, basic(machine)), MALFORMED);
    });

    it.each([
      'scope[]=orders:read',
      'scope[0]=orders:read',
      'code[]=a',
      'client_id[client_id]=1',
      'client_secret[$ne]=1',
      'refresh_token[a][b]=1',
      'constructor[prototype][polluted]=1',
    ])('is refused when it has %s', async (pair) => {
      const body = `grant_type=client_credentials&${pair}`;
      await refusesWithoutATrace(() => send(body, basic(machine)), MALFORMED);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    });

    it('never reaches a prototype', async () => {
      await send('grant_type=client_credentials&__proto__[polluted]=1', basic(machine));
      await send('grant_type=client_credentials&__proto__=1', basic(machine));
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      await refusesWithoutATrace(
        () => send('__proto__[grant_type]=client_credentials', basic(machine)),
        MALFORMED,
      );
    });

    it('may have unknown parameters, and empty ones count as absent', async () => {
      const body = 'grant_type=client_credentials&scope=&resource=&unknown=1&toString=1';
      const response = await send(body, basic(machine));
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ scope: 'orders:read' });
    });

    it.each<[string, string, ExpectedError]>([
      ['no grant type', 'scope=orders:read', missing('grant_type')],
      ['an empty grant type', 'grant_type=', missing('grant_type')],
      ['an unknown grant type', 'grant_type=urn:example:unknown', UNSUPPORTED],
      ['the password grant', 'grant_type=password&username=alice&password=x', UNSUPPORTED],
      ['the implicit grant', 'grant_type=implicit', UNSUPPORTED],
      ['another case', 'grant_type=Client_Credentials', UNSUPPORTED],
      ['a trailing space', 'grant_type=client_credentials+', UNSUPPORTED],
      ['a trailing NUL', 'grant_type=client_credentials%00', UNSUPPORTED],
      ['the name of a property', 'grant_type=constructor', UNSUPPORTED],
      ['a grant that the client may not use', 'grant_type=refresh_token&refresh_token=x', UNAUTHORIZED],
      ['too many parameters', Array.from({ length: 101 }, (_, i) => `p${i}=1`).join('&'), TOO_MANY],
    ])('is refused with %s', async (_, body, error) => {
      await refusesWithoutATrace(() => send(body, basic(machine)), error);
    });

    it.each(['authorization_code', 'refresh_token'])('of %s needs its parameter', async (grantType) => {
      const web = await server.register();
      const name = grantType === 'refresh_token' ? 'refresh_token' : 'code';
      await expectOAuthError(await post(server, 'token', web, { grant_type: grantType }), missing(name));
    });

    it('is refused above 64 KiB', async () => {
      const filler = (bytes: number): string =>
        `grant_type=client_credentials&filler=${'x'.repeat(bytes)}`.slice(0, bytes);
      expect((await send(filler(65_536), basic(machine))).status).toBe(200);
      await refusesWithoutATrace(() => send(filler(65_537), basic(machine)), TOO_LARGE);
    });

    it('is refused above 64 KiB when its length is not announced', async () => {
      const chunk = Buffer.alloc(16 * 1024, 'x');
      const body = (): ReadableStream =>
        Readable.toWeb(Readable.from(Array.from({ length: 8 }, () => chunk))) as ReadableStream;
      await refusesWithoutATrace(() => send(body(), basic(machine)), TOO_LARGE);
    });

    it('is refused with two framings, and the connection ends', async () => {
      const answer = await rawRequest(
        server,
        [
          'POST /oauth/token HTTP/1.1',
          `Content-Type: ${FORM}`,
          `Authorization: ${basic(machine)['authorization']}`,
          'Content-Length: 4',
          'Transfer-Encoding: chunked',
          'Connection: keep-alive',
        ],
        '0\r\n\r\nGET /oauth/jwks HTTP/1.1\r\nHost: x\r\n\r\n',
      );
      // One answer, and the end of it is the end of the connection.
      expect(answer.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 400']);
      expect(answer).not.toContain('"keys"');
    });

    it('is the only place that is read', async () => {
      const query = `?${new URLSearchParams({ client_id: posting.clientId, client_secret: posting.secret! })}`;
      await refusesWithoutATrace(
        () => send('grant_type=client_credentials', {}, 'POST', query),
        INVALID_CLIENT,
      );
      await refusesWithoutATrace(
        () => send('scope=orders:read', basic(machine), 'POST', '?grant_type=client_credentials'),
        missing('grant_type'),
      );
    });
  });

  describe('client authentication', () => {
    const token = (headers: Record<string, string>, form: Record<string, string> = {}): Promise<Response> =>
      send(new URLSearchParams({ grant_type: 'client_credentials', ...form }).toString(), headers);

    it.each<[string, () => Promise<Response>]>([
      ['Basic, form-encoded', () => token(encoded(machine.clientId, machine.secret!))],
      [
        'Basic in another case of the scheme',
        () => token(header('urn%3Aacme%2Fmachine', machine.secret!, 'bASIC')),
      ],
      [
        'Basic with the same client_id in the body',
        () => token(basic(machine), { client_id: machine.clientId }),
      ],
      ['the body', () => token({}, { client_id: posting.clientId, client_secret: posting.secret! })],
    ])('succeeds with %s', async (_, answer) => {
      expect((await answer()).status).toBe(200);
    });

    it('takes a public client at its word, but not for client_credentials', async () => {
      await expectOAuthError(await token({}, { client_id: open.clientId }), UNAUTHORIZED);
    });

    it.each<[string, () => Promise<Response>]>([
      ['no credentials', () => token({})],
      ['only an id', () => token({}, { client_id: machine.clientId })],
      ['only a secret', () => token({}, { client_secret: machine.secret! })],
      ['an unknown id', () => token(encoded('nobody', machine.secret!))],
      ['a wrong secret', () => token(encoded(machine.clientId, 'pcs_wrong'))],
      ['an empty secret', () => token(encoded(machine.clientId, ''))],
      ['another client’s secret', () => token(encoded(machine.clientId, posting.secret!))],
      ['the secret in another case', () => token(encoded(machine.clientId, machine.secret!.toUpperCase()))],
      ['the secret and a space', () => token(encoded(machine.clientId, `${machine.secret!} `))],
      ['the secret cut short', () => token(encoded(machine.clientId, machine.secret!.slice(0, -1)))],
      ['the id in another case', () => token(encoded('URN:acme/machine', machine.secret!))],
      ['the id and a space', () => token(encoded('urn:acme/machine ', machine.secret!))],
      ['the id with an accent', () => token(encoded('urn:ácme/machine', machine.secret!))],
      ['an id that was not form-encoded', () => token(header(machine.clientId, machine.secret!))],
      ['Basic that is no form encoding', () => token(header('%ZZ', machine.secret!))],
      ['Basic that is no base64', () => token({ authorization: 'Basic {}' })],
      ['Basic without a colon', () => token({ authorization: `Basic ${btoa('nocolon')}` })],
      ['Basic without anything', () => token({ authorization: 'Basic' })],
      [
        'two Basic values in one header',
        () => token({ authorization: `${basic(machine)['authorization']}, Basic eDp5` }),
      ],
      ['another scheme', () => token({ authorization: `Bearer ${machine.secret!}` })],
      [
        'a wrong secret in the body where Basic is registered',
        () => token({}, { client_id: machine.clientId, client_secret: posting.secret! }),
      ],
      [
        'a wrong secret by Basic where the body is registered',
        () => token(encoded(posting.clientId, machine.secret!)),
      ],
      ['an id alone where the body is registered', () => token({}, { client_id: posting.clientId })],
      ['a secret for a public client', () => token({}, { client_id: open.clientId, client_secret: 'x' })],
      ['Basic for a public client', () => token(encoded(open.clientId, ''))],
    ])('fails with %s', async (_, answer) => {
      await refusesWithoutATrace(answer, INVALID_CLIENT);
    });

    it('names the registered method to whoever sends the right secret in the other way, and counts no guess', async () => {
      const wrongWay = (registered: string, used: string): ExpectedError => [
        401,
        'invalid_client',
        `This client is registered for ${registered}, not ${used}.`,
      ];
      const form = { client_id: machine.clientId, client_secret: machine.secret! };
      for (let time = 0; time < 21; time++) {
        await refusesWithoutATrace(
          () => token({}, form),
          wrongWay('client_secret_basic', 'client_secret_post'),
        );
      }
      await refusesWithoutATrace(
        () => token(basic(posting)),
        wrongWay('client_secret_post', 'client_secret_basic'),
      );
      expect((await token(basic(machine))).status).toBe(200);
    });

    it.each<[string, () => Promise<Response>, ExpectedError]>([
      [
        'Basic and the body',
        () => token(basic(machine), { client_id: machine.clientId, client_secret: machine.secret! }),
        TWO_METHODS,
      ],
      [
        'Basic and a secret alone in the body',
        () => token(basic(machine), { client_secret: machine.secret! }),
        TWO_METHODS,
      ],
      ['Basic and an assertion', () => token(basic(machine), { client_assertion: 'a.b.c' }), TWO_METHODS],
      ['Basic and another client_id', () => token(basic(machine), { client_id: posting.clientId }), TWO_IDS],
      [
        'Basic and the client_id in another case',
        () => token(basic(machine), { client_id: 'URN:acme/machine' }),
        TWO_IDS,
      ],
    ])('fails with %s', async (_, answer, error) => {
      await refusesWithoutATrace(answer, error);
    });

    it('fails with two Authorization headers, whichever is right', async () => {
      const right = `Authorization: ${basic(machine)['authorization']}`;
      const wrong = 'Authorization: Basic eDp5';
      for (const [first, second] of [
        [right, wrong],
        [wrong, right],
        [right, right],
      ] as const) {
        const before = await issued();
        const answer = await rawRequest(
          server,
          ['POST /oauth/token HTTP/1.1', `Content-Type: ${FORM}`, first, 'Content-Length: 29', second],
          'grant_type=client_credentials',
        );
        expect(answer).toMatch(/^HTTP\/1\.1 401 /);
        expect(answer).toContain('"error":"invalid_client"');
        expect(await issued()).toBe(before);
      }
    });

    it('says the same of an unknown client and of a wrong secret', async () => {
      const [unknown, wrong] = await Promise.all([
        token(encoded('nobody', 'x')),
        token(encoded(machine.clientId, 'x')),
      ]);
      const shown = async (response: Response): Promise<unknown> => ({
        status: response.status,
        body: await response.text(),
        headers: Object.fromEntries([...response.headers].filter(([name]) => name !== 'date')),
      });
      expect(await shown(unknown)).toEqual(await shown(wrong));
    });

    it('comes before the judgement about the grant', async () => {
      await expectOAuthError(await send('grant_type=password'), INVALID_CLIENT);
      await expectOAuthError(await send('grant_type=nonsense', encoded('nobody', 'x')), INVALID_CLIENT);
    });
  });

  describe('secrets', () => {
    const machineLike = (): Promise<RegisteredClient> =>
      server.register({ grantTypes: ['client_credentials'], redirectUris: [], scopes: ['orders:read'] });
    const statusWith = async (client: RegisteredClient, secret: string): Promise<number> =>
      (await post(server, 'token', { ...client, secret }, { grant_type: 'client_credentials' })).status;

    it('live side by side until one expires', async () => {
      const client = await machineLike();
      expect(await statusWith(client, client.secret!)).toBe(200);
      const expiresAt = server.clock.now() + 60_000;
      const second = await server.registry.addSecret(client.clientId, { name: 'Second', expiresAt }, ACTOR);
      expect(await statusWith(client, second.value)).toBe(200);
      expect(await statusWith(client, client.secret!)).toBe(200);
      server.clock.advance(61);
      expect(await statusWith(client, second.value)).toBe(401);
      expect(await statusWith(client, client.secret!)).toBe(200);
    });

    it('stop at once when they are disabled', async () => {
      const client = await machineLike();
      const second = await server.registry.addSecret(
        client.clientId,
        { name: 'Second', expiresAt: null },
        ACTOR,
      );
      // Not by their order: both may have been made in the same millisecond.
      const secrets = await server.registry.secrets(client.clientId);
      const first = secrets.find(({ id }) => id !== second.id);
      expect(await statusWith(client, client.secret!)).toBe(200);
      await server.registry.setSecretDisabled(client.clientId, first!.id, true, ACTOR);
      expect(await statusWith(client, client.secret!)).toBe(401);
      expect(await statusWith(client, second.value)).toBe(200);
      await server.registry.setSecretDisabled(client.clientId, first!.id, false, ACTOR);
      expect(await statusWith(client, client.secret!)).toBe(200);
    });
  });

  describe('a disabled client', () => {
    const ENDPOINTS = [
      ['token', { grant_type: 'client_credentials' }],
      ['token', { grant_type: 'authorization_code', code: 'x' }],
      ['token', { grant_type: 'refresh_token', refresh_token: 'x' }],
      ['revoke', { token: 'x' }],
      ['introspect', { token: 'x' }],
      ['check_access', { token: 'x' }],
    ] as const;

    it.each(['client_secret_basic', 'client_secret_post', 'none'] as const)(
      'registered for %s cannot authenticate anywhere, until it is enabled again',
      async (tokenEndpointAuthMethod) => {
        const client = await server.register({ tokenEndpointAuthMethod });
        expect((await post(server, 'revoke', client, { token: 'x' })).status).toBe(200);
        await server.registry.setDisabled(client.clientId, true, ACTOR);
        for (const [endpoint, form] of ENDPOINTS) {
          await expectOAuthError(await post(server, endpoint, client, form), INVALID_CLIENT);
        }
        await server.registry.setDisabled(client.clientId, false, ACTOR);
        expect((await post(server, 'revoke', client, { token: 'x' })).status).toBe(200);
      },
    );

    it('is disabled in another process a second later', async () => {
      const client = await server.register();
      const other = await TestServer.start({
        ...host,
        storage: server.storage,
        options: { issuer: server.issuer },
      });
      try {
        const ask = (): Promise<Response> =>
          fetch(`${other.listening}/oauth/revoke`, {
            method: 'POST',
            headers: { 'content-type': FORM, ...basic(client) },
            body: 'token=x',
          });
        expect((await ask()).status).toBe(200);
        await server.registry.setDisabled(client.clientId, true, ACTOR);
        other.clock.advance(1);
        await expectOAuthError(await ask(), INVALID_CLIENT);
      } finally {
        await other.close();
      }
    });
  });
});

describe('an upload that the client cuts off', () => {
  const logged: string[] = [];
  let sayLogged: () => void;
  let server: TestServer;

  beforeAll(async () => {
    const note =
      (level: string) =>
      (message: unknown): void => {
        logged.push(`${level}: ${String(message)}`);
        if (String(message).includes('cut off') || level === 'error') sayLogged();
      };
    server = await TestServer.start({
      database: 'sqlite',
      prepare: (app) =>
        app.useLogger({
          log: () => undefined,
          debug: note('debug'),
          warn: note('warn'),
          error: note('error'),
          fatal: note('fatal'),
        }),
    });
  });
  afterAll(() => server.close());

  it.each(['token', 'revoke', 'check_access', 'authorize', 'sign_in', 'confirm_access'])(
    'at /%s is no error of the server',
    async (endpoint) => {
      logged.length = 0;
      const noticed = new Promise<void>((resolve) => (sayLogged = resolve));
      const { port } = new URL(server.issuer);
      const socket = connect(Number(port), '127.0.0.1');
      const head = [
        `POST /oauth/${endpoint} HTTP/1.1`,
        'Host: localhost',
        `Content-Type: ${FORM}`,
        'Content-Length: 1000',
        // The server says when it is about to read.
        'Expect: 100-continue',
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      await once(socket, 'data');
      socket.write('grant_type=client_cred');
      socket.destroy();
      await noticed;
      expect(logged).toEqual([expect.stringMatching(/^debug: .*the upload was cut off/)]);
      expect((await fetch(server.url('jwks'))).status).toBe(200);
    },
  );
});
