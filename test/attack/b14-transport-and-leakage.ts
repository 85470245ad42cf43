import { expect } from '@jest/globals';
import fc from 'fast-check';
import {
  allow,
  authorization,
  authorizeUrl,
  basic,
  consentPage,
  obtainTokens,
  outcome,
  post,
  verdict,
} from './flow.js';
import { query } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import type { Items } from './item.js';
import type { Target } from './target.js';

/** Requests per endpoint; more in a nightly run. */
const FUZZ_RUNS = Number(process.env['PROPERTY_RUNS'] ?? 150);

export const B14: Items = {
  'B14.1': async (target) => {
    const conf = target.client('CONF');
    // Failures are told in the log; what was wrong is not.
    const tokens = await obtainTokens(target, conf, {}, target.newVisitor());
    await post(
      target,
      'token',
      null,
      { grant_type: 'refresh_token', refresh_token: tokens.refresh_token },
      basic(conf.client_id, 'wrong-secret-of-mine'),
    );
    await post(target, 'token', conf, {
      grant_type: 'authorization_code',
      code: 'wrong-code-of-mine',
      code_verifier: pkce().verifier,
    });
    const secrets = new Set([
      ...target.secrets,
      ...Object.values(target.fixtures.clients).map(({ client_secret }) => client_secret),
      ...Object.values(target.fixtures.users).map(({ password }) => password),
      ...['wrong-secret-of-mine', 'wrong-code-of-mine'],
    ]);
    secrets.delete(undefined);
    expect(secrets.size).toBeGreaterThan(10);
    const log = target.operated.printed();
    const dump = await target.operated.dump();
    const texts = [log, ...dump.map(({ bytes }) => bytes.toString('latin1'))];
    expect(found(secrets as Set<string>, texts)).toEqual([]);
    // The search would have found them.
    expect(log).toContain(new URL(target.endpoint('token')).pathname);
    expect(found(new Set([conf.client_id]), texts)).toEqual([conf.client_id]);
    const audit = dump.filter(({ table }) => table.includes('audit'));
    expect(audit.length).toBeGreaterThan(0);
  },

  'B14.2': async (target) => {
    const visitor = target.newVisitor();
    const answers = [
      await target.fetch(`${target.issuer}/.well-known/openid-configuration`),
      await target.fetch(target.endpoint('jwks')),
      await target.fetch(target.endpoint('token')),
      await target.fetch(target.endpoint('authorize')),
      await target.fetch(target.path('/no-such-page')),
      (await visitor.visit(authorizeUrl(target, target.client('CONF')))).response,
      await post(target, 'token', null, {}),
    ];
    for (const { headers, url } of answers) {
      const { hostname } = new URL(target.issuer);
      const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
      if (!isLocal || target.operator) {
        expect([url, headers.get('strict-transport-security')]).toEqual([
          url,
          expect.stringMatching(/max-age=\d{6,}/),
        ]);
      }
      expect([url, headers.get('x-content-type-options')]).toEqual([url, 'nosniff']);
      expect([url, headers.get('x-powered-by')]).toEqual([url, null]);
      expect(headers.get('server') ?? '').not.toMatch(/\d/);
    }
    if (!target.operator) return;
    const health = await target.fetch(target.path('/health'));
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
  },

  'B14.3': async (target) => {
    const { operated } = target;
    for (const uri of [
      'http://client.example/cb',
      'http://192.168.0.1/cb',
      'http://[fe80::1]/cb',
      'HTTP://client.example/',
    ]) {
      await expect(operated.register({ redirectUris: [uri] })).rejects.toThrow(/redirectUris/);
    }
    const pretences: Record<string, string>[] = [
      {},
      { 'x-forwarded-proto': 'http' },
      { 'x-forwarded-proto': 'https' },
      { 'x-forwarded-ssl': 'off' },
    ];
    for (const headers of pretences) {
      const visitor = target.newVisitor(headers);
      const response = await visitor.request(authorizeUrl(target, target.client('CONF')));
      const cookies = response.headers.getSetCookie();
      expect(cookies.length).toBeGreaterThan(0);
      for (const cookie of cookies) expect(cookie).toMatch(/;\s*Secure\b/);
    }
  },

  'B14.4': async (target) => {
    const { alice } = target.fixtures.users;
    const conf = target.client('CONF');
    const claims = {
      'x-forwarded-user': alice.username,
      'x-remote-user': alice.username,
      'remote-user': alice.username,
      'x-authenticated-user': alice.username,
      'x-user': alice.username,
      'x-ssl-client-verify': 'SUCCESS',
      'x-ssl-client-s-dn': `CN=${conf.client_id}`,
      'x-client-cert': 'MIIB',
      'x-forwarded-client-cert': `Subject="CN=${conf.client_id}"`,
      'client-cert': ':MIIB:',
      'x-forwarded-for': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
    };
    const none = authorizeUrl(target, conf, { prompt: 'none' });
    expect(verdict(target, await target.newVisitor(claims).visit(none))).toBe('login_required');
    const form = { grant_type: 'client_credentials', client_id: target.client('M2M').client_id };
    expect(await outcome(await post(target, 'token', null, form, claims))).toMatch(/^40[01] invalid_client$/);
    const metadata = await target.fetch(`${target.issuer}/.well-known/openid-configuration`, {
      headers: claims,
    });
    expect(await metadata.json()).toEqual(target.metadata);
  },

  'B14.5': async (target) => {
    const memoryBefore = target.operated.memory();
    const visitor = target.newVisitor();
    const page = await consentPage(target, target.client('CONF'), visitor);
    const cookie = visitor.allCookies.map(([name, value]) => `${name}=${value}`).join('; ');
    const places = [
      ...(
        [
          'authorize',
          'token',
          'jwks',
          'userinfo',
          'introspect',
          'revoke',
          'par',
          'device',
          'end session',
        ] as const
      )
        .filter((name) => target.has(name))
        .map((name) => target.endpoint(name)),
      `${target.issuer}/.well-known/openid-configuration`,
      page.url,
      ...linksOf(page.html).map((link) => new URL(link, page.url).href),
    ];
    for (const place of new Set(places.map((url) => url.split('?')[0]!))) {
      await fc.assert(
        fc.asyncProperty(anyRequest(target), async ({ method, search, headers, body }) => {
          // The oracle judges every answer.
          await target.fetch(`${place}${search}`, {
            method,
            headers: { ...headers, cookie },
            ...(!['GET', 'HEAD'].includes(method) && { body }),
          });
        }),
        { numRuns: FUZZ_RUNS },
      );
    }
    expect((await target.fetch(target.endpoint('jwks'))).status).toBe(200);
    // The consent that was open all the time can still be given, once.
    expect(verdict(target, await allow(target, visitor, page))).toMatch(/^(code|page 400)$/);
    expect(target.operated.memory() - memoryBefore).toBeLessThan(150e6);
  },
};

interface AnyRequest {
  readonly method: string;
  readonly search: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const PARAMETERS = [
  ...[
    'client_id',
    'client_secret',
    'redirect_uri',
    'response_type',
    'response_mode',
    'scope',
    'state',
    'nonce',
    'prompt',
  ],
  ...[
    'max_age',
    'code_challenge',
    'code_challenge_method',
    'resource',
    'request',
    'request_uri',
    'id_token_hint',
    'claims',
  ],
  ...[
    'login_hint',
    'ui_locales',
    'acr_values',
    'grant_type',
    'code',
    'code_verifier',
    'refresh_token',
    'token',
    'interaction',
  ],
  ...[
    'token_type_hint',
    'client_assertion',
    'client_assertion_type',
    'device_code',
    'user_code',
    'username',
    'password',
  ],
  ...[
    'decision',
    'action',
    'remember',
    'lang',
    'reference',
    'post_logout_redirect_uri',
    'subject_token',
    '__proto__',
    'a[b]',
  ],
];

/** Something between a good request and noise. */
function anyRequest(target: Target): fc.Arbitrary<AnyRequest> {
  const conf = target.client('CONF');
  const good = authorization(conf, pkce());
  const known = [...Object.values(good), ...conf.resources].filter((value) => value !== undefined);
  const odd = [
    '',
    '\0',
    '0',
    '-1',
    '[]',
    '{}',
    'null',
    '%',
    '%zz',
    "'",
    '"',
    '\\',
    '../../x',
    'ÿ',
    '🔑',
    'x'.repeat(3000),
  ];
  const value = fc.oneof(
    fc.constantFrom(
      ...known,
      ...odd,
      'code',
      'none',
      'login',
      'openid',
      'authorization_code',
      'client_credentials',
    ),
    fc.string({ unit: 'binary', maxLength: 60 }),
    // Nobody's name (RFC 2606): whatever a server makes of it, it leads nowhere.
    fc.webPath().map((path) => `https://nobody.example${path}`),
    fc.json({ maxDepth: 2 }),
  );
  const pairs = fc.array(
    fc.tuple(fc.oneof(fc.constantFrom(...PARAMETERS), fc.string({ maxLength: 12 })), value),
    {
      maxLength: 12,
    },
  );
  const encoded = fc
    .tuple(pairs, fc.boolean())
    .map(([list, isWhole]) =>
      new URLSearchParams([...(isWhole ? [...query(good)] : []), ...list]).toString(),
    );
  const printable = fc.string({ maxLength: 80 }).map((text) => text.replace(/[^\x20-\x7e]/g, ''));
  const headers = fc
    .record(
      {
        authorization: fc.oneof(
          printable,
          printable.map((text) => `Basic ${Buffer.from(text).toString('base64')}`),
          printable.map((text) => `Bearer ${text}`),
          fc.constant(basic(conf.client_id, conf.client_secret!)['authorization']!),
        ),
        'content-type': fc.constantFrom(
          'application/x-www-form-urlencoded',
          'application/json',
          'text/plain',
          'x/y; charset=x',
        ),
        accept: printable,
        'accept-language': printable,
        origin: printable,
        dpop: printable,
        'if-none-match': printable,
        'x-forwarded-for': printable,
      },
      { requiredKeys: [] },
    )
    .map((given) => Object.fromEntries(Object.entries(given).map(([name, text]) => [name, text.trim()])));
  return fc.record({
    method: fc.constantFrom('GET', 'POST', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'),
    search: fc.oneof(
      fc.constant(''),
      encoded.map((text) => `?${text}`),
      fc.webQueryParameters().map((text) => `?${text}`),
    ),
    headers,
    body: fc.oneof(encoded, encoded, fc.json(), fc.string({ unit: 'binary' })),
  });
}

function linksOf(html: string): string[] {
  return [...html.matchAll(/\s(?:href|src|action)="(\/[^"]*)"/g)].map(([, link]) =>
    link!.replaceAll('&#x3D;', '='),
  );
}

/** Which of these values stand somewhere in the texts? Compared word by word, so that thousands cost one pass. */
function found(secrets: ReadonlySet<string>, texts: readonly string[]): string[] {
  const parts = new Map<string, string>();
  for (const secret of secrets) {
    for (const word of secret.match(/[\w~-]{8,}/g) ?? []) parts.set(word, secret);
  }
  const hits = new Set<string>();
  for (const text of texts) {
    for (const word of text.match(/[\w~-]{8,}/g) ?? []) {
      const secret = parts.get(word);
      if (secret !== undefined && text.includes(secret)) hits.add(secret);
    }
  }
  return [...hits];
}
