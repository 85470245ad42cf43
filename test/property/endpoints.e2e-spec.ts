import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DATABASES, type DatabaseName } from '../support/databases.js';
import { authorizeUrl, basic, obtainCode, obtainTokens, registerApi } from '../support/flow.js';
import { PASSWORD, TestServer, type AdapterName } from '../support/test-server.js';

/** An answer that takes longer is none. Milliseconds. */
const PATIENCE = 5000;
/** Requests to each endpoint on each host. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 150);

const CRLF = '\r\n';

/** What a request may hold of what the server knows; the right values are put in when it is sent. */
const KNOWN = [
  'client_id',
  'client_secret',
  'public_client_id',
  'redirect_uri',
  'code_challenge',
  'access_token',
  'refresh_token',
  'id_token',
  'code',
  'code_verifier',
  'interaction',
  'username',
  'password',
] as const;
type Known = Readonly<Record<(typeof KNOWN)[number] | 'basic' | 'api_basic' | 'cookie', string>>;

const NASTY = [
  '',
  '0',
  '-1',
  '1e309',
  'null',
  'none',
  'none login',
  'login',
  'code',
  'S256',
  'openid profile offline_access',
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'allow',
  'sign_in',
  'cancel',
  'zh-CN',
  '\0',
  `${CRLF}X-Injected: 1${CRLF}`,
  "' OR 1=1 -- ",
  '"><svg/onload=alert(1)>',
  '{{7*7}}${7*7}<%=7*7%>',
  '../../../package.json',
  '__proto__',
  'https://client.example/cb/../x',
  'javascript:alert(1)',
  'http://169.254.169.254/',
  'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.',
  'eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6Ii4uLy4uL3gifQ.e30.AAAA',
  'x'.repeat(64),
  'x'.repeat(80),
  'x'.repeat(256),
  'x'.repeat(1001),
  'x'.repeat(5000),
  'é'.repeat(255),
  '门'.repeat(999),
  '\u{1f600}'.repeat(128),
  '\u{1f600}'.repeat(1500),
  '\u{1f600}\u202e\ud800',
  '%',
  '%ff%fe',
];

const NAMES = [
  'client_id',
  'client_secret',
  'client_assertion',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'prompt',
  'max_age',
  'id_token_hint',
  'login_hint',
  'ui_locales',
  'resource',
  'request',
  'request_uri',
  'grant_type',
  'code',
  'code_verifier',
  'refresh_token',
  'token',
  'token_type_hint',
  'access_token',
  'interaction',
  'username',
  'password',
  'action',
  'decision',
  'remember',
  'scope.openid',
  'user_oauth_approval',
  'reference',
  'lang',
  'a[]',
  '__proto__[a]',
  'constructor',
];

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...KNOWN.map((name) => `{${name}}`)) },
  { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 100 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 100 }) },
);

/** A value that belongs to its name more often than not. */
const pair = fc
  .tuple(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...NAMES) }, text), text, fc.nat({ max: 2 }))
  .map(([name, value, chance]): [string, string] => [
    name,
    chance > 0 && (KNOWN as readonly string[]).includes(name) ? `{${name}}` : value,
  ]);

type Pairs = readonly (readonly [string, string])[];

/** What an endpoint takes. Requests begin as one of these and are spoilt in some places. */
interface Profile {
  readonly path: string;
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly forms: readonly Pairs[];
}

const AUTHORIZE: Pairs = [
  ['client_id', '{client_id}'],
  ['redirect_uri', '{redirect_uri}'],
  ['response_type', 'code'],
  ['code_challenge', '{code_challenge}'],
  ['code_challenge_method', 'S256'],
  ['scope', 'openid profile'],
];
const GRANTS: readonly Pairs[] = [
  [['grant_type', 'client_credentials']],
  [
    ['grant_type', 'refresh_token'],
    ['refresh_token', '{refresh_token}'],
  ],
  [
    ['grant_type', 'authorization_code'],
    ['code', '{code}'],
    ['code_verifier', '{code_verifier}'],
  ],
];
const TOKENS: readonly Pairs[] = [[['token', '{access_token}']], [['token', '{refresh_token}']]];
const HERE: Pairs = [['interaction', '{interaction}']];

const get = (path: string, headers: readonly string[] = [], forms: readonly Pairs[] = [[]]): Profile => ({
  path,
  methods: ['GET'],
  headers,
  forms,
});
const post = (path: string, headers: readonly string[], forms: readonly Pairs[]): Profile => ({
  path,
  methods: ['POST'],
  headers,
  forms,
});

const PROFILES: readonly Profile[] = [
  { path: '/oauth/authorize', methods: ['GET', 'POST'], headers: ['Cookie: {cookie}'], forms: [AUTHORIZE] },
  get('/oauth/authorize/resume', ['Cookie: {cookie}'], [HERE]),
  post('/oauth/sign_in', ['Cookie: {cookie}'], [HERE, [...HERE, ['username', '{username}']]]),
  get('/oauth/sign_in', ['Cookie: {cookie}'], [HERE]),
  post(
    '/oauth/confirm_access',
    ['Cookie: {cookie}'],
    [
      [...HERE, ['decision', 'x']],
      [...HERE, ['scope.openid', 'true']],
    ],
  ),
  get('/oauth/confirm_access', ['Cookie: {cookie}'], [HERE]),
  get('/oauth/error', [], [[['reference', '{interaction}']], [['lang', 'zh-CN']]]),
  get('/oauth/assets/portcullis.css'),
  post('/oauth/token', ['Authorization: {basic}'], GRANTS),
  post('/oauth/introspect', ['Authorization: {api_basic}'], TOKENS),
  post('/oauth/check_access', ['Authorization: {api_basic}'], TOKENS),
  post('/oauth/check_token', ['Authorization: {api_basic}'], TOKENS),
  post('/oauth/revoke', ['Authorization: {basic}'], [[['token', 'x']], [['token', '{code}']]]),
  {
    path: '/oauth/userinfo',
    methods: ['GET', 'POST'],
    headers: ['Authorization: Bearer {access_token}'],
    forms: [[]],
  },
  get('/oauth/jwks'),
  get('/oauth/token_key'),
  get('/.well-known/openid-configuration'),
  get('/.well-known/oauth-authorization-server'),
  get('/oauth'),
];

/** Mostly what it should be. */
const mostly = <T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: wrong });

const suffix = mostly(
  fc.constant(''),
  fc.constantFrom('/', '//', '/x', '%2f', ';a', '/../token', '/%61', '%', '%zz', '#a'),
);

const header = fc.oneof(
  fc.constantFrom(
    'Authorization: {basic}',
    'Authorization: {api_basic}',
    'Authorization: Bearer {access_token}',
    'Cookie: {cookie}',
    'Cookie: __Host-portcullis=; __Host-portcullis=x',
    'Accept-Language: zh;q=x, *;q=9, en;;;',
    'Origin: null',
    'Host: evil.example',
    'X-Forwarded-Host: evil.example',
    'X-HTTP-Method-Override: DELETE',
    'Content-Encoding: gzip',
    'Expect: 100-continue',
    'Upgrade: websocket',
    'Range: bytes=0-1',
    'If-None-Match: *',
    'Accept: application/xml',
  ),
  fc
    .tuple(
      fc.constantFrom(
        'Authorization',
        'Cookie',
        'Accept-Language',
        'Content-Type',
        'Content-Encoding',
        'Origin',
        'X',
      ),
      text,
    )
    .map(([name, value]) => `${name}: ${value}`),
);

const FORM = 'application/x-www-form-urlencoded';
const OTHER_TYPES = [
  '',
  '/',
  'application/json',
  'text/plain',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  `${FORM}; charset=utf-8`,
  `${FORM}; charset=x`,
  `${FORM}, ${FORM}`,
];
const OTHER_BODIES = ['', '{', '&&&', 'x'.repeat(70_000), '{"__proto__":1}', '['.repeat(1000)];
const METHODS = [
  'GET',
  'POST',
  'HEAD',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'QUERY',
  'FOO',
];

const written = (list: Pairs): string =>
  list.map((each) => each.map(encodeKeepingBraces).join('=')).join('&');

/** A form with something added, put elsewhere or left out. */
function spoilt(form: Pairs): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(pair, { maxLength: 3 }), mostly(fc.constant(-1), fc.nat()), fc.nat())
    .map(([more, without, at]) => {
      const kept = form.filter((_, i) => without < 0 || i !== without % (form.length || 1));
      return written(kept.toSpliced(at % (kept.length + 1), 0, ...more));
    });
}

function requestTo({ path, methods, headers, forms }: Profile) {
  const form = fc.constantFrom(...forms).chain(spoilt);
  const other = fc.oneof(
    form,
    fc.json(),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom(...OTHER_BODIES),
  );
  return fc.record({
    path: suffix.map((end) => path + end),
    method: mostly(fc.constantFrom(...methods), fc.constantFrom(...METHODS)),
    query: fc.oneof(form, fc.constant(''), fc.string({ unit: 'binary-ascii', maxLength: 60 })),
    headers: fc
      .tuple(
        mostly(fc.constant(headers), fc.constant([])),
        mostly(fc.constant<string[]>([]), fc.array(header, { maxLength: 3 })),
      )
      .map((lists) => lists.flat()),
    type: mostly(fc.constant(FORM), fc.constantFrom(...OTHER_TYPES)),
    body: mostly(form, other),
    framing: mostly(fc.constant('length'), fc.constantFrom('chunks', 'broken chunks', 'both', 'none')),
  });
}
type Request = ReturnType<typeof requestTo> extends fc.Arbitrary<infer T> ? T : never;

function encodeKeepingBraces(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(/^%7B(\w+)%7D$/, '{$1}');
}

/** The bytes of a request. */
function bytesOf({ path, method, query, headers, type, body, framing }: Request): string {
  const target = query === '' ? path : `${path}?${query}`;
  const lines = [`${method} ${target} HTTP/1.1`, ...headers];
  if (!headers.some((line) => line.startsWith('Host:'))) lines.push('Host: localhost');
  const chunk = `${Buffer.byteLength(body).toString(16)}${CRLF}${body}${CRLF}`;
  if (method !== 'GET' && framing !== 'none') {
    lines.push(`Content-Type: ${type}`);
    if (framing === 'length' || framing === 'both') lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
    if (framing !== 'length') lines.push('Transfer-Encoding: chunked');
  }
  const payload = {
    length: body,
    both: body,
    none: '',
    chunks: `${body === '' ? '' : chunk}0${CRLF}${CRLF}`,
    'broken chunks': `zz${CRLF}${body}`,
  }[framing as 'length'];
  return `${lines.join(CRLF)}${CRLF}${CRLF}${method === 'GET' ? '' : payload}`;
}

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/**
 * The connection is kept until the answer is whole: a server that closes before it has read everything may lose what it
 * said.
 */
function send(port: number, bytes: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(PATIENCE, () => socket.destroy(new Error(`no answer within ${PATIENCE} ms`)));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const answer = answerIn(received, bytes.startsWith('HEAD '));
      if (!answer) return;
      socket.destroy();
      resolve(answer);
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`no answer, but ${JSON.stringify(received.toString())}`)));
  });
}

/** Undefined until it is whole. */
function answerIn(received: Buffer, isHead: boolean): Answer | undefined {
  const text = received.toString('latin1').replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  const end = text.indexOf(`${CRLF}${CRLF}`);
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const body = text.slice(end + 4);
  const length = isHead ? 0 : Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  if (body.length < length) return undefined;
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]),
    head,
    body: Buffer.from(body, 'latin1').toString(),
  };
}

/** Stack traces, SQL, names of the database and file paths. */
const LEAKS = [
  /\n\s+at .+:\d+:\d+/,
  /\.[cm]?[jt]s:\d+/,
  /node_modules|node:internal/,
  /SQLITE_|\bER_[A-Z]|QueryFailed|typeorm|oauth_[a-z]+ /i,
  /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b.*\b(FROM|VALUES|SET|WHERE)\b/,
  /(^|[^\w.])\/(home|root|work|usr|tmp|var|srv)\//,
];

describe.each<[AdapterName, DatabaseName]>([
  // The stricter database, where there is one: it refuses what does not fit.
  ['express', DATABASES.at(-1)!],
  ['fastify', 'sqlite'],
])('whatever is sent to a host on %s and %s', (adapter, database) => {
  let server: TestServer;
  let port: number;
  let known: Known;
  const unhandled: unknown[] = [];
  const note = (reason: unknown): number => unhandled.push(reason);

  beforeAll(async () => {
    process.on('unhandledRejection', note);
    server = await TestServer.start({
      database,
      adapter,
      bodyParser: true,
      options: { legacy: true },
      quiet: true,
    });
    port = Number(new URL(server.listening).port);
    known = await prepare(server);
  });
  afterAll(async () => {
    process.off('unhandledRejection', note);
    await server.close();
  });

  const fill = (template: string): string =>
    template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => known[name as keyof Known] ?? whole);
  const filled = ({ query, headers, body, ...rest }: Request): Request => ({
    ...rest,
    query: fill(query),
    headers: headers.map(fill),
    body: fill(body),
  });

  it.each(PROFILES.map((profile) => [profile.methods.join(' and '), profile.path, profile] as const))(
    '%s %s answers, with no fault of its own and nothing about its inside',
    async (_methods, _path, profile) => {
      await fc.assert(
        fc.asyncProperty(requestTo(profile), async (given) => {
          const { status, head, body } = await send(port, bytesOf(filled(given)));
          expect(status).toBeLessThan(500);
          for (const leak of LEAKS) expect(`${head}${CRLF}${body}`).not.toMatch(leak);
          expect(head).not.toMatch(/^x-injected:/im);
          // RFC 6749 section 5.2.
          if (body.startsWith('{"error"'))
            expect(descriptionIn(body)).toMatch(/^[\x20\x21\x23-\x5B\x5D-\x7E]+$/);
          const location = /^location: (.*)$/im.exec(head)?.[1];
          if (location !== undefined)
            expect(location).toMatch(/^(\/oauth\/|https:\/\/client\.example\/cb\?)/);
        }),
        { numRuns: RUNS },
      );
    },
    30_000 + RUNS * 100,
  );

  it('it lives on, and nothing went unnoticed', async () => {
    expect(unhandled).toEqual([]);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
    const client = await server.register();
    expect(await obtainTokens(server, client)).toMatchObject({ token_type: 'Bearer' });
  });
});

function descriptionIn(body: string): unknown {
  return (JSON.parse(body) as Record<string, unknown>)['error_description'] ?? 'none';
}

async function prepare(server: TestServer): Promise<Known> {
  await server.addUser();
  const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials'];
  const client = await server.register({ grantTypes });
  const open = await server.register({ tokenEndpointAuthMethod: 'none' });
  const api = await registerApi(server, server.issuer);
  const tokens = await obtainTokens(server, client);
  const { code, verifier, challenge, visitor } = await obtainCode(server, client);
  // Signed in, and asked for a consent that was not given before.
  const page = await visitor.visit(
    authorizeUrl(server, client, { verifier, challenge }, { prompt: 'consent' }),
  );
  return {
    client_id: client.clientId,
    client_secret: client.secret!,
    public_client_id: open.clientId,
    redirect_uri: client.client.redirectUris[0]!,
    code_challenge: challenge,
    code,
    code_verifier: verifier,
    access_token: tokens.access_token,
    refresh_token: tokens.refresh_token,
    id_token: tokens.id_token,
    interaction: new URL(page.url).searchParams.get('interaction')!,
    username: 'alice',
    password: PASSWORD,
    basic: basic(client)['authorization']!,
    api_basic: basic(api)['authorization']!,
    cookie: `__Host-portcullis=${visitor.cookie('__Host-portcullis')}`,
  };
}
