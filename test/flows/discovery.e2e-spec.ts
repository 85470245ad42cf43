import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RequestMethod, type INestApplication } from '@nestjs/common';
import {
  InvalidClientSettings,
  type ClientAuthMethod,
  type NewClient,
  type SigningAlgorithm,
} from '@portcullis/oauth';
import { jwtVerify } from 'jose';
import { DEVICE_CODE } from '../support/device.js';
import { authorizeUrl, obtainCode, obtainTokens, post, redeem, type TokenAnswer } from '../support/flow.js';
import type { Parameters } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { readJwt, jwks, verify } from '../support/jwt.js';
import { rawRequest } from '../support/raw-request.js';
import { TestServer } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

type Document = Record<string, unknown> & Record<`${string}_endpoint` | 'jwks_uri' | 'issuer', string>;

const read = async (url: string, headers: Record<string, string> = {}): Promise<Document> => {
  const response = await fetch(url, { headers });
  expect([url, response.status]).toEqual([url, 200]);
  return (await response.json()) as Document;
};

describe.each<[string, string, string[], (app: INestApplication) => void]>([
  [
    'an issuer without a path',
    '',
    ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'],
    () => {},
  ],
  [
    'an issuer with a path, which is the global prefix',
    '/t1',
    [
      '/.well-known/oauth-authorization-server/t1',
      '/.well-known/openid-configuration/t1',
      '/t1/.well-known/openid-configuration',
    ],
    (app) => void app.setGlobalPrefix('t1'),
  ],
  [
    'an issuer with a longer path',
    '/eu/t1',
    [
      '/.well-known/oauth-authorization-server/eu/t1',
      '/.well-known/openid-configuration/eu/t1',
      '/eu/t1/.well-known/openid-configuration',
    ],
    (app) => void app.setGlobalPrefix('/eu/t1/'),
  ],
  [
    'a global prefix that is no part of the issuer',
    '',
    ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'],
    (app) => void app.setGlobalPrefix('api', { exclude: [{ path: 'health', method: RequestMethod.GET }] }),
  ],
])('discovery of %s', (_, issuerPath, paths, prepare) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite', issuerPath, prepare });
    await server.addUser();
  });
  afterAll(() => server.close());

  it('gives the same document at every address, cacheable and to every origin', async () => {
    const texts = await Promise.all(
      paths.map(async (path) => {
        const response = await fetch(server.listening + path, { headers: { origin: 'https://spa.example' } });
        expect([path, response.status]).toEqual([path, 200]);
        expect(response.headers.get('content-type')).toBe('application/json;charset=UTF-8');
        expect(response.headers.get('cache-control')).toBe('public, max-age=300');
        expect(response.headers.get('access-control-allow-origin')).toBe('*');
        expect(response.headers.get('access-control-allow-credentials')).toBeNull();
        return response.text();
      }),
    );
    expect(new Set(texts).size).toBe(1);
    expect((JSON.parse(texts[0]!) as Document).issuer).toBe(server.issuer);
  });

  it('lets a browser ask with a header of its own, as MCP clients do', async () => {
    for (const path of paths) {
      const response = await fetch(server.listening + path, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://spa.example',
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'mcp-protocol-version',
        },
      });
      expect([path, response.status]).toEqual([path, 204]);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('access-control-allow-headers')).toBe('*');
      expect(response.headers.get('access-control-allow-methods')).toBe('GET, HEAD');
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  it('does not answer to POST', async () => {
    for (const path of paths) {
      expect((await fetch(server.listening + path, { method: 'POST' })).status).toBe(404);
    }
  });

  it('names endpoints that are there', async () => {
    const document = await read(server.listening + paths[0]);
    const statuses = async (names: string[], init?: RequestInit): Promise<number[]> =>
      Promise.all(names.map(async (name) => (await fetch(document[name] as string, init)).status));
    // Not 404: a method that is refused, credentials that are missing, a page that explains.
    expect(await statuses(['token_endpoint', 'introspection_endpoint', 'revocation_endpoint'])).toEqual([
      405, 405, 405,
    ]);
    expect(await statuses(['userinfo_endpoint', 'jwks_uri', 'authorization_endpoint'])).toEqual([
      401, 200, 400,
    ]);
    for (const [name, value] of Object.entries(document)) {
      if (!/_(endpoint|uri)$/.test(name)) continue;
      expect(new URL(value as string)).toMatchObject({ origin: server.listening, hash: '', search: '' });
    }
  });

  it('leads through the whole flow', async () => {
    const document = await read(server.listening + paths[0]);
    const client = await server.register();
    // The helpers work with <issuer>/oauth; here everything comes from the document.
    const relocated = Object.create(server, {
      url: { value: (name: string) => document['token_endpoint']!.replace(/token$/, name) },
    }) as TestServer;
    const visitor = new Visitor();
    const result = await obtainCode(relocated, client, {}, visitor);
    expect(result.callback.searchParams.get('iss')).toBe(server.issuer);
    const tokens = (await (await redeem(relocated, client, result)).json()) as TokenAnswer;
    expect(readJwt(tokens.id_token).claims).toMatchObject({ iss: server.issuer, aud: client.clientId });
    const answer = await fetch(document['userinfo_endpoint']!, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(answer.status).toBe(200);
  });

  it('never follows what a request says about its host', async () => {
    const hostile = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-prefix': '/evil',
      'x-forwarded-port': '444',
      forwarded: 'host=evil.example;proto=https',
      'x-original-host': 'evil.example',
      'x-original-url': '/evil',
      'x-rewrite-url': '/evil',
    };
    for (const path of paths) {
      expect(await read(server.listening + path, hostile)).toEqual(await read(server.listening + path));
    }
  });
});

describe('metadata', () => {
  let server: TestServer;
  let document: Document;

  beforeAll(async () => {
    server = await TestServer.start({
      database: 'sqlite',
      options: { scopes: { 'orders:read': { title: 'Read orders' } } },
    });
    await server.addUser();
    document = await read(`${server.issuer}/.well-known/openid-configuration`);
  });
  afterAll(() => server.close());

  it('promises exactly this', () => {
    const at = (name: string): string => `${server.issuer}/oauth/${name}`;
    expect(document).toEqual({
      issuer: server.issuer,
      authorization_endpoint: at('authorize'),
      token_endpoint: at('token'),
      jwks_uri: at('jwks'),
      userinfo_endpoint: at('userinfo'),
      introspection_endpoint: at('introspect'),
      revocation_endpoint: at('revoke'),
      end_session_endpoint: at('logout'),
      scopes_supported: ['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'orders:read'],
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'form_post'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials', DEVICE_CODE],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: [
        'client_secret_basic',
        'client_secret_post',
        'none',
        'private_key_jwt',
      ],
      token_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      introspection_endpoint_auth_methods_supported: [
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
      ],
      introspection_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      revocation_endpoint_auth_methods_supported: [
        'client_secret_basic',
        'client_secret_post',
        'none',
        'private_key_jwt',
      ],
      revocation_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256', 'RS256'],
      claims_supported: expect.arrayContaining(['sub', 'iss', 'auth_time', 'nonce', 'name', 'email']),
      prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
      ui_locales_supported: ['en', 'zh-CN'],
      authorization_response_iss_parameter_supported: true,
      claim_types_supported: ['normal'],
      acr_values_supported: ['urn:portcullis:acr:password', 'urn:portcullis:acr:mfa'],
      claims_parameter_supported: true,
      pushed_authorization_request_endpoint: at('par'),
      require_pushed_authorization_requests: false,
      dpop_signing_alg_values_supported: ['ES256', 'ES384', 'ES512', 'PS256', 'RS256', 'EdDSA', 'Ed25519'],
      device_authorization_endpoint: at('device_authorization'),
      request_parameter_supported: false,
      request_uri_parameter_supported: false,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    });
  });

  describe('keeps every promise and works for nothing else', () => {
    const authorize = async (more: Parameters, input: Partial<NewClient> = {}): Promise<URLSearchParams> => {
      const page = await new Visitor().visit(
        authorizeUrl(server, await server.register(input), pkce(), more),
      );
      return page.left ? new URL(page.url).searchParams : new URLSearchParams();
    };
    const listed = (name: string): string[] => document[name] as unknown as string[];

    it('client authentication methods', async () => {
      for (const method of listed('token_endpoint_auth_methods_supported') as ClientAuthMethod[]) {
        const client = await server.register({ tokenEndpointAuthMethod: method });
        const tokens = await obtainTokens(server, client);
        expect((await post(server, 'revoke', client, { token: tokens.refresh_token })).status).toBe(200);
      }
      for (const method of listed('introspection_endpoint_auth_methods_supported') as ClientAuthMethod[]) {
        const client = await server.register({ tokenEndpointAuthMethod: method, mayIntrospect: true });
        expect((await post(server, 'introspect', client, { token: 'x' })).status).toBe(200);
      }
      for (const method of ['client_secret_jwt', 'tls_client_auth']) {
        await expect(server.register({ tokenEndpointAuthMethod: method as never })).rejects.toThrow(
          InvalidClientSettings,
        );
      }
    });

    it('grant types', async () => {
      const names = listed('grant_types_supported');
      const client = await server.register({ grantTypes: names });
      const errorOf = async (grant_type: string): Promise<unknown> =>
        ((await (await post(server, 'token', client, { grant_type })).json()) as { error?: string }).error;
      for (const name of names)
        expect([name, await errorOf(name)]).not.toEqual([name, 'unsupported_grant_type']);
      for (const name of [
        'password',
        'implicit',
        'urn:ietf:params:oauth:grant-type:token-exchange',
        'urn:ietf:params:oauth:grant-type:jwt-bearer',
        'urn:openid:params:grant-type:ciba',
      ]) {
        expect([name, await errorOf(name)]).toEqual([name, 'unsupported_grant_type']);
      }
    });

    it.each([
      'token',
      'id_token',
      'id_token token',
      'code token',
      'code id_token',
      'none',
      'authorization_code',
    ])('response types: not %s', async (response_type) => {
      const answer = await authorize({ response_type });
      expect(answer.get('error')).toBe('unsupported_response_type');
      expect([answer.has('code'), answer.has('access_token'), answer.has('id_token')]).toEqual([
        false,
        false,
        false,
      ]);
    });

    it.each(['fragment', 'jwt', 'query.jwt', 'form_post.jwt'])(
      'response modes: not %s',
      async (response_mode) => {
        expect((await authorize({ response_mode })).get('error')).toBe('invalid_request');
      },
    );

    it('response modes: query, with the issuer in the answer', async () => {
      const client = await server.register();
      const { callback } = await obtainCode(server, client, { response_mode: 'query' });
      expect(callback.searchParams.getAll('iss')).toEqual([server.issuer]);
    });

    it.each(['plain', 's256', 'S512', undefined])('code challenge methods: not %s', async (method) => {
      expect((await authorize({ code_challenge_method: method })).get('error')).toBe('invalid_request');
    });

    it('prompt values', async () => {
      for (const prompt of listed('prompt_values_supported')) {
        const error = (await authorize({ prompt })).get('error');
        expect([prompt, error]).toEqual([prompt, prompt === 'none' ? 'login_required' : null]);
      }
    });

    it('scopes', async () => {
      const scopes = listed('scopes_supported');
      const client = await server.register({ scopes });
      const tokens = await obtainTokens(server, client, { scope: scopes.join(' ') });
      expect(tokens.scope).toBe(scopes.join(' '));
    });

    it('request objects: none', async () => {
      expect((await authorize({ request: 'e30.e30.' })).get('error')).toBe('request_not_supported');
      expect((await authorize({ request_uri: 'https://client.example/r' })).get('error')).toBe(
        'request_uri_not_supported',
      );
    });

    it('signing algorithms of ID tokens, and those of access tokens', async () => {
      const algorithms = listed('id_token_signing_alg_values_supported') as SigningAlgorithm[];
      for (const alg of algorithms) {
        const tokens = await obtainTokens(
          server,
          await server.register({ idTokenAlg: alg, accessTokenAlg: alg }),
        );
        for (const [token, typ] of [
          [tokens.id_token, 'JWT'],
          [tokens.access_token, 'at+jwt'],
        ] as const) {
          expect((await verify(server, token, typ)).protectedHeader.alg).toBe(alg);
        }
      }
      for (const alg of ['none', 'HS256', 'PS256', 'EdDSA']) {
        await expect(server.register({ idTokenAlg: alg as never })).rejects.toThrow(InvalidClientSettings);
      }
    });
  });

  describe('the key endpoints', () => {
    it('publish public members only, with unique ids', async () => {
      const keys = await jwks(server);
      const members = {
        EC: ['kty', 'x', 'y', 'crv', 'kid', 'alg', 'use'],
        RSA: ['kty', 'n', 'e', 'kid', 'alg', 'use'],
      };
      // Current and next of each algorithm.
      expect(keys.map(({ alg }) => alg)).toEqual(['ES256', 'ES256', 'RS256', 'RS256']);
      expect(new Set(keys.map(({ kid }) => kid)).size).toBe(4);
      for (const key of keys) {
        expect(Object.keys(key).sort()).toEqual(members[key['kty'] as 'EC' | 'RSA'].sort());
        expect(key['use']).toBe('sig');
        const { asymmetricKeyDetails } = createPublicKey({ key, format: 'jwk' });
        if (key['kty'] === 'RSA') expect(asymmetricKeyDetails?.modulusLength).toBeGreaterThanOrEqual(2048);
        else expect(asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
      }
    });

    it('may be cached and read from every origin', async () => {
      const response = await fetch(server.url('jwks'));
      expect(response.headers.get('content-type')).toBe('application/json;charset=UTF-8');
      expect(response.headers.get('cache-control')).toBe('public, max-age=300');
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    });

    it.each(['jwks', 'token_key'])('do not answer to POST (%s)', async (endpoint) => {
      const response = await fetch(server.url(endpoint), { method: 'POST' });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    });

    it('give older resource servers the key that signs access tokens now', async () => {
      const response = await fetch(server.url('token_key'));
      expect(response.status).toBe(200);
      const body = (await response.json()) as { alg: string; value: string };
      expect(body).toEqual({
        alg: 'SHA256withECDSA',
        value: expect.stringMatching(
          /^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=\n]+\n-----END PUBLIC KEY-----$/,
        ),
      });
      const { access_token: token } = await obtainTokens(server, await server.register());
      const { payload } = await jwtVerify(token, createPublicKey(body.value), { typ: 'at+jwt' });
      expect(payload.iss).toBe(server.issuer);
    });
  });

  it('and pages do not follow the Host header', async () => {
    const host = 'Host: evil.example';
    const forwarded = 'X-Forwarded-Host: evil.example';
    const path = '/.well-known/openid-configuration';
    const answer = await rawRequest(server, [`GET ${path} HTTP/1.1`, host, forwarded]);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toEqual(document);

    const url = new URL(authorizeUrl(server, await server.register(), pkce()));
    const redirected = await rawRequest(server, [
      `GET ${url.pathname}${url.search} HTTP/1.1`,
      host,
      forwarded,
    ]);
    expect(redirected).toMatch(/^HTTP\/1\.1 303 /);
    const location = /^Location: (.*)$/m.exec(redirected)![1]!;
    expect(location).toMatch(/^\/oauth\/sign_in\?interaction=[A-Za-z0-9_-]{64}\r?$/);
    const cookie = /^Set-Cookie: ([^;]*)/m.exec(redirected)![1];
    const page = await rawRequest(server, [
      `GET ${location.trim()} HTTP/1.1`,
      host,
      forwarded,
      `Cookie: ${cookie}`,
    ]);
    expect(page).toMatch(/^HTTP\/1\.1 200 /);
    expect(page).not.toContain('evil');
  });
});
