import { expect } from '@jest/globals';
import {
  authorizeUrl,
  basic,
  browserOf,
  obtainCode,
  obtainTokens,
  outcome,
  post,
  redeem,
  tokensOf,
  verdict,
  walk,
} from './flow.js';
import type { Items } from './item.js';
import { jwtHeader } from './tokens.js';
import type { Target } from './target.js';

interface Jwk {
  readonly kid: string;
  readonly kty: string;
  readonly n?: string;
}

/** Everything that a server of this kind might speak. */
const AUTH_METHODS = [
  'client_secret_basic',
  'client_secret_post',
  'none',
  'client_secret_jwt',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
] as const;
const GRANTS = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'password',
  'implicit',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:ietf:params:oauth:grant-type:saml2-bearer',
  'urn:openid:params:grant-type:ciba',
];
const RESPONSE_TYPES = ['code', 'token', 'id_token', 'id_token token', 'code id_token', 'code token', 'none'];
const RESPONSE_MODES = ['query', 'fragment', 'form_post', 'web_message', 'jwt', 'query.jwt', 'form_post.jwt'];

export const B1: Items = {
  'B1.1': async (target) => {
    const { issuer } = target;
    const response = await target.fetch(`${issuer}/.well-known/openid-configuration`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const metadata = (await response.json()) as Record<string, unknown>;
    expect(metadata['issuer']).toBe(issuer);
    const addresses = Object.values(metadata).filter(
      (value): value is string => typeof value === 'string' && /^https?:/.test(value),
    );
    expect(addresses.length).toBeGreaterThan(4);
    expect(addresses.filter((address) => address.includes('#'))).toEqual([]);
    const isSafe = (address: string): boolean => {
      const { protocol, hostname } = new URL(address);
      return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
    };
    expect(addresses.filter((address) => !isSafe(address))).toEqual([]);
  },

  'B1.2': async (target) => {
    const { origin, pathname } = new URL(target.issuer);
    const path = pathname.replace(/\/$/, '');
    const addresses = [
      `${origin}/.well-known/oauth-authorization-server${path}`,
      `${origin}/.well-known/openid-configuration${path}`,
      `${target.issuer}/.well-known/openid-configuration`,
    ];
    for (const address of addresses) {
      expect(await (await target.fetch(address)).json()).toEqual(target.metadata);
    }
  },

  'B1.3': async ({ metadata }) => {
    expect(metadata['code_challenge_methods_supported']).toEqual(['S256']);
    const types = metadata['response_types_supported'] as string[];
    expect(types.filter((type) => type.split(' ').includes('token'))).toEqual([]);
    // Where the member is missing, a client has to assume the implicit grant (RFC 8414 section 2).
    const grants = metadata['grant_types_supported'] as string[];
    expect(grants).toEqual(expect.any(Array));
    expect(grants.filter((grant) => ['password', 'implicit'].includes(grant))).toEqual([]);
  },

  'B1.4': async ({ metadata }) => {
    expect(metadata['authorization_response_iss_parameter_supported']).toBe(true);
  },

  'B1.5': async (target) => {
    const advertised = (name: string): readonly string[] => (target.metadata[name] ?? []) as string[];
    const expected = (all: readonly string[], name: string): Record<string, boolean> =>
      Object.fromEntries(all.map((value) => [value, advertised(name).includes(value)]));

    expect(await workingAuthMethods(target)).toEqual(
      expected(AUTH_METHODS, 'token_endpoint_auth_methods_supported'),
    );
    const grants: Record<string, boolean> = {};
    for (const grant_type of GRANTS) {
      const answer = await outcome(await post(target, 'token', target.client('CONF'), { grant_type }));
      grants[grant_type] = answer !== '400 unsupported_grant_type';
    }
    expect(grants).toEqual(expected(GRANTS, 'grant_types_supported'));

    const types: Record<string, boolean> = {};
    for (const response_type of RESPONSE_TYPES) {
      const page = await walk(target, authorizeUrl(target, target.client('CONF'), { response_type }));
      types[response_type] = verdict(target, page) === 'code';
    }
    expect(types).toEqual(expected(RESPONSE_TYPES, 'response_types_supported'));

    const modes: Record<string, boolean> = {};
    for (const response_mode of RESPONSE_MODES) modes[response_mode] = await answersBy(target, response_mode);
    expect(modes).toEqual(expected(RESPONSE_MODES, 'response_modes_supported'));

    const tokens = await obtainTokens(target, target.client('CONF'));
    expect(advertised('id_token_signing_alg_values_supported')).toContain(jwtHeader(tokens.id_token)['alg']);
    expect(advertised('id_token_signing_alg_values_supported')).not.toContain('none');
  },

  'B1.6': async (target) => {
    const response = await target.fetch(target.endpoint('jwks'));
    const { keys } = (await response.json()) as { keys: Jwk[] };
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      const secret = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'].filter((member) => member in key);
      expect(secret).toEqual([]);
      expect(['RSA', 'EC', 'OKP']).toContain(key.kty);
      if (key.kty === 'RSA') {
        const modulus = Buffer.from(key.n!, 'base64url');
        expect((modulus[0] === 0 ? modulus.length - 1 : modulus.length) * 8).toBeGreaterThanOrEqual(2048);
      }
    }
    const kids = keys.map(({ kid }) => kid);
    expect(new Set(kids).size).toBe(kids.length);

    const tokens = await obtainTokens(target, target.client('CONF'));
    expect(kids).toContain(jwtHeader(tokens.id_token)['kid']);
    if (tokens.access_token.includes('.')) expect(kids).toContain(jwtHeader(tokens.access_token)['kid']);
  },

  'B1.7': async (target) => {
    const headers = [
      'Host: evil.test',
      'X-Forwarded-Host: evil.test',
      'X-Forwarded-Proto: http',
      'X-Forwarded-Prefix: /evil.test',
      'X-Forwarded-Port: 6666',
      'X-Original-URL: /evil.test',
      'Forwarded: host=evil.test;proto=http',
    ];
    const get = (url: string, more: string[] = []): Promise<string> => {
      const { pathname, search } = new URL(url);
      return target.raw([`GET ${pathname}${search} HTTP/1.1`, ...headers, ...more]);
    };
    const metadata = await get(`${target.issuer}/.well-known/openid-configuration`);
    const body = metadata.slice(metadata.indexOf('{'), metadata.lastIndexOf('}') + 1);
    expect(JSON.parse(body)).toEqual(target.metadata);

    const redirect = await get(authorizeUrl(target, target.client('CONF')));
    expect(redirect).toMatch(/^HTTP\/1\.1 30[23]/);
    const location = /^location: (.*)$/im.exec(redirect)![1]!.trim();
    const cookies = [...redirect.matchAll(/^set-cookie: ([^;]*)/gim)].map(([, pair]) => pair);
    const page = await get(new URL(location, target.issuer).href, [`Cookie: ${cookies.join('; ')}`]);
    expect(page).toMatch(/^HTTP\/1\.1 200/);
    for (const answer of [metadata, redirect, page]) expect(answer).not.toContain('evil.test');
  },

  'B1.8': async (target) => {
    const metadata = `${target.issuer}/.well-known/openid-configuration`;
    for (const url of [metadata, target.endpoint('jwks')]) {
      const { headers } = await target.fetch(url, { headers: { origin: 'https://spa.example' } });
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('cache-control')).toMatch(/max-age=[1-9]/);
      expect([404, 405]).toContain((await target.fetch(url, { method: 'POST' })).status);
    }
  },
};

/** Which client authentication methods get past the door of the token endpoint? */
async function workingAuthMethods(target: Target): Promise<Record<string, boolean>> {
  const { client_id, client_secret = '' } = target.client('CONF');
  const assertion = {
    client_id,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: 'e30.e30.e30',
  };
  const attempts: Partial<Record<(typeof AUTH_METHODS)[number], Promise<Response>>> = {
    client_secret_basic: post(target, 'token', null, { grant_type: 'x' }, basic(client_id, client_secret)),
    client_secret_post: post(target, 'token', target.client('POST'), { grant_type: 'x' }),
    none: post(target, 'token', target.client('PUB'), { grant_type: 'x' }),
    client_secret_jwt: post(target, 'token', null, { grant_type: 'x', ...assertion }),
    tls_client_auth: post(target, 'token', null, { grant_type: 'x', client_id }),
    self_signed_tls_client_auth: post(target, 'token', null, { grant_type: 'x', client_id }),
    private_key_jwt: target.fixtures.clients.PKJ
      ? post(target, 'token', target.client('PKJ'), { grant_type: 'x' })
      : post(target, 'token', null, { grant_type: 'x', ...assertion }),
  };
  const works: Record<string, boolean> = {};
  for (const [method, attempt] of Object.entries(attempts)) {
    works[method] = (await outcome(await attempt)) === '400 unsupported_grant_type';
  }
  return works;
}

/** Does the code come back the way this response mode says? */
async function answersBy(target: Target, response_mode: string): Promise<boolean> {
  const client = target.client('CONF');
  // Consent is given already, so that the answer follows at once.
  await redeem(target, client, await obtainCode(target, client)).then(tokensOf);
  const url = authorizeUrl(target, client, { response_mode });
  const response = await browserOf(target).request(url);
  const location = response.headers.get('location');
  if (location?.startsWith(client.redirect_uris[0]!)) {
    const { searchParams, hash } = new URL(location);
    const part = response_mode === 'fragment' ? new URLSearchParams(hash.slice(1)) : searchParams;
    return part.has('code') || part.has('response');
  }
  const html = await response.text();
  return (
    response_mode === 'form_post' &&
    html.includes(`action="${client.redirect_uris[0]}"`) &&
    /name="code"/.test(html)
  );
}
