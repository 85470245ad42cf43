import { describe, expect, it } from '@jest/globals';
import {
  checkSettings,
  DEFAULT_SETTINGS,
  InvalidClientSettings,
  type ClientSettings,
} from './client-settings.js';

const GOOD: ClientSettings = {
  ...DEFAULT_SETTINGS,
  name: 'Acme Wiki',
  redirectUris: ['https://client.example/cb'],
};

const EC_KEY = { kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ' };
const RSA_KEY = { kty: 'RSA', n: 'n'.repeat(342), e: 'AQAB' };
const KEYED = { tokenEndpointAuthMethod: 'private_key_jwt' };

/** Names of the fields that are refused. */
function refused(changes: object): string[] {
  try {
    checkSettings({ ...GOOD, ...changes });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidClientSettings)) throw error;
    return error.problems.map(({ field }) => field);
  }
}

describe('client settings', () => {
  it.each<[string, object]>([
    ['the defaults with a name and a redirect URI', {}],
    ['a public client', { tokenEndpointAuthMethod: 'none' }],
    ['a machine', { grantTypes: ['client_credentials'], redirectUris: [] }],
    ['a grant type of the host', { grantTypes: ['urn:example:grant'], redirectUris: [] }],
    [
      'a resource server',
      { grantTypes: [], redirectUris: [], audiences: ['https://api.example'], mayIntrospect: true },
    ],
    ['a confidential client without PKCE', { requirePkce: false }],
    ['a name in any script', { name: '钉钉 🪽' }],
    ['a name of 200 characters', { name: 'a'.repeat(200) }],
    ['the shortest lifetime', { accessTokenSeconds: 1 }],
    ['the longest lifetime', { accessTokenSeconds: 86_400 }],
    ['a client with keys', { ...KEYED, jwks: { keys: [EC_KEY, RSA_KEY, { kty: 'OKP', use: 'sig' }] } }],
    ['a client with keys elsewhere', { ...KEYED, jwksUri: 'https://client.example/jwks' }],
    [
      'a client with an RSA key of 4096 bits',
      { ...KEYED, jwks: { keys: [{ ...RSA_KEY, n: 'n'.repeat(683) }] } },
    ],
    ['a home page and a logo', { uri: 'https://client.example', logoUri: 'https://client.example/logo.svg' }],
  ])('may be %s', (_, changes) => {
    expect(refused(changes)).toEqual([]);
  });

  it.each(['Acme', '登录', 'می\u200cخواهم', '👩\u200d🚀 Rockets', 'Café №1'])('may be called %s', (name) => {
    expect(() => checkSettings({ ...GOOD, name })).not.toThrow();
  });

  it.each<[string, object, string]>([
    ['an empty name', { name: ' ' }, 'name'],
    ['private_key_jwt without keys', KEYED, 'jwks'],
    [
      'keys here and elsewhere',
      { ...KEYED, jwks: { keys: [EC_KEY] }, jwksUri: 'https://client.example/jwks' },
      'jwks',
    ],
    ['keys at an http address', { ...KEYED, jwksUri: 'http://client.example/jwks' }, 'jwksUri'],
    ['no key in the set', { ...KEYED, jwks: { keys: [] } }, 'jwks'],
    ['a set without keys', { ...KEYED, jwks: {} }, 'jwks'],
    ['21 keys', { ...KEYED, jwks: { keys: Array.from({ length: 21 }, () => EC_KEY) } }, 'jwks'],
    ['a key that is null', { ...KEYED, jwks: { keys: [null] } }, 'jwks'],
    ['a private EC key', { ...KEYED, jwks: { keys: [{ ...EC_KEY, d: 'ZA' }] } }, 'jwks'],
    ['a private RSA key', { ...KEYED, jwks: { keys: [RSA_KEY, { ...RSA_KEY, p: 'cA' }] } }, 'jwks'],
    ['a shared key', { ...KEYED, jwks: { keys: [{ kty: 'oct', k: 'aw' }] } }, 'jwks'],
    ['a shared key that says it is public', { ...KEYED, jwks: { keys: [{ ...EC_KEY, k: 'aw' }] } }, 'jwks'],
    ['a key for encryption', { ...KEYED, jwks: { keys: [{ ...RSA_KEY, use: 'enc' }] } }, 'jwks'],
    ['an RSA key of 1024 bits', { ...KEYED, jwks: { keys: [{ ...RSA_KEY, n: 'n'.repeat(171) }] } }, 'jwks'],
    ['an RSA key of 16384 bits', { ...KEYED, jwks: { keys: [{ ...RSA_KEY, n: 'n'.repeat(2731) }] } }, 'jwks'],
    ['an endless RSA exponent', { ...KEYED, jwks: { keys: [{ ...RSA_KEY, e: 'e'.repeat(342) }] } }, 'jwks'],
    ['HS256 for assertions', { authSigningAlg: 'HS256' }, 'authSigningAlg'],
    ['none for assertions', { authSigningAlg: 'none' }, 'authSigningAlg'],
    ['a name of 201 characters', { name: 'a'.repeat(201) }, 'name'],
    ['a line break in the name', { name: 'a\nb' }, 'name'],
    ['a name that turns the text around', { name: 'a\u202eb' }, 'name'],
    ...[
      ['a zero-width space', '\u200b'],
      ['a word joiner', '\u2060'],
      ['a byte order mark', '\ufeff'],
      ['a soft hyphen', '\u00ad'],
      ['a left-to-right mark', '\u200e'],
      ['a right-to-left mark', '\u200f'],
      ['an Arabic letter mark', '\u061c'],
      ['an isolate', '\u2066'],
      ['a tag character', '\u{e0041}'],
      ['a private character', '\ue000'],
    ].flatMap(([what, text]): [string, object, string][] => [
      [`nothing but ${what} as its name`, { name: text }, 'name'],
      [`${what} in its name`, { name: `Ac${text}me` }, 'name'],
    ]),
    ['nothing but zero-width joiners as its name', { name: '\u200c\u200d' }, 'name'],
    ['nothing but fillers as its name', { name: '\u3164\u2800' }, 'name'],
    ['a line separator in its name', { name: 'Ac\u2028me' }, 'name'],
    ['a name of spaces in any width', { name: '\u00a0\u2003\u3000' }, 'name'],
    [
      'an unknown authentication method',
      { tokenEndpointAuthMethod: 'client_secret_jwt' },
      'tokenEndpointAuthMethod',
    ],
    ['code without a redirect URI', { redirectUris: [] }, 'redirectUris'],
    ['a redirect URI without TLS', { redirectUris: ['http://client.example/cb'] }, 'redirectUris'],
    ['101 redirect URIs', { redirectUris: Array(101).fill('https://client.example/cb') }, 'redirectUris'],
    [
      'a public client with client_credentials',
      { tokenEndpointAuthMethod: 'none', grantTypes: ['client_credentials'] },
      'grantTypes',
    ],
    ['a grant type with a space', { grantTypes: ['a b'], redirectUris: [] }, 'grantTypes'],
    ['an empty grant type', { grantTypes: [''], redirectUris: [] }, 'grantTypes'],
    ['a public client without PKCE', { tokenEndpointAuthMethod: 'none', requirePkce: false }, 'requirePkce'],
    [
      'a public client that introspects',
      { tokenEndpointAuthMethod: 'none', mayIntrospect: true },
      'mayIntrospect',
    ],
    ['a scope with a quote', { scopes: ['a"b'] }, 'scopes'],
    ['a scope with a space', { scopes: ['a b'] }, 'scopes'],
    ['101 scopes', { scopes: Array.from({ length: 101 }, (_, i) => `s${i}`) }, 'scopes'],
    ['an audience that is no URI', { audiences: ['orders'] }, 'audiences'],
    [
      '101 audiences',
      { audiences: Array.from({ length: 101 }, (_, i) => `https://api${i}.example`) },
      'audiences',
    ],
    ['an audience with a space', { audiences: ['https://api.example/a b'] }, 'audiences'],
    ['an audience with a line break at its end', { audiences: ['urn:example:api\n'] }, 'audiences'],
    ['an audience with a fragment', { audiences: ['https://api.example/#x'] }, 'audiences'],
    ['an unknown token format', { accessTokenFormat: 'saml' }, 'accessTokenFormat'],
    ['unsigned access tokens', { accessTokenAlg: 'none' }, 'accessTokenAlg'],
    ['ID tokens signed with the secret', { idTokenAlg: 'HS256' }, 'idTokenAlg'],
    ['a lifetime of nothing', { accessTokenSeconds: 0 }, 'accessTokenSeconds'],
    ['a lifetime of more than a day', { accessTokenSeconds: 86_401 }, 'accessTokenSeconds'],
    ['half a second', { accessTokenSeconds: 0.5 }, 'accessTokenSeconds'],
    ['a home page that is a script', { uri: 'javascript:alert(1)' }, 'uri'],
    ['a home page without TLS', { uri: 'http://client.example' }, 'uri'],
    ['a logo of 2001 characters', { logoUri: `https://client.example/${'a'.repeat(1978)}` }, 'logoUri'],
  ])('may not have %s', (_, changes, field) => {
    expect(refused(changes)).toEqual([field]);
  });

  it('are refused with everything that is wrong at once', () => {
    expect(refused({ name: '', scopes: ['a b'], uri: 'x' })).toEqual(['name', 'scopes', 'uri']);
  });

  it('default to code with PKCE for a confidential client', () => {
    expect(DEFAULT_SETTINGS).toMatchObject({
      tokenEndpointAuthMethod: 'client_secret_basic',
      grantTypes: ['authorization_code', 'refresh_token'],
      requirePkce: true,
      firstParty: false,
      mayIntrospect: false,
    });
  });
});
