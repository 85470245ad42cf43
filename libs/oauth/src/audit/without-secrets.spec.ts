import { describe, expect, it } from '@jest/globals';
import { REMOVED, withoutSecrets } from './without-secrets.js';

const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl';

describe('what is written down of an event', () => {
  it.each([
    'secret',
    'clientSecret',
    'client_secret',
    'newPassword',
    'passwordHash',
    'access_token',
    'refreshToken',
    'tokens',
    'code',
    'userCode',
    'recoveryCodes',
    'digest',
    'digests',
    'codeVerifier',
    'client_assertion',
    'cookie',
    'Authorization',
    'private-credential',
  ])('holds no value of "%s", however deep', (name) => {
    const value = 'Hunter2-and-more';
    expect(withoutSecrets({ [name]: value })).toEqual({ [name]: REMOVED });
    expect(withoutSecrets({ after: { list: [{ [name]: value }] } })).toEqual({
      after: { list: [{ [name]: REMOVED }] },
    });
    expect(withoutSecrets({ [name]: [value] })).toEqual({ [name]: REMOVED });
  });

  it.each([
    ['settings that only sound like secrets', { tokenEndpointAuthMethod: 'none', accessTokenFormat: 'jwt' }],
    ['how many and whether', { secrets: 3, passwords: 0, hasCode: true, secret: null, token: false }],
    ['an error code', { code: 'invalid_request' }],
    ['the id of an authorization', { authorization: '0123456789abcdef0123456789abcdef' }],
    ['ids of authorizations', { authorizations: ['0123456789abcdef0123456789abcdef'] }],
    ['a prefix that people recognise a secret by', { prefix: 'pcs_ab12', secretId: 'x' }],
    ['a public key', { jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] } }],
    ['lists and text', { scopes: ['openid', 'email'], note: 'Ünïcode 中文', at: 1, of: { a: [1, [2]] } }],
  ])('keeps %s', (_, data) => {
    expect(withoutSecrets(data)).toEqual(data);
  });

  it.each([
    ['a token', `it was ${TOKEN}`],
    ['a client secret', 'pcs_Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMIG…'],
    ['bytes', Buffer.from('digest')],
  ])('holds no %s under a harmless name', (_, value) => {
    expect(withoutSecrets({ note: value, list: [value] })).toEqual({ note: REMOVED, list: [REMOVED] });
  });

  it('holds no private part of a key', () => {
    const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'private' };
    expect(withoutSecrets({ keys: [key], d: 'no key' })).toEqual({
      keys: [{ ...key, d: REMOVED }],
      d: 'no key',
    });
  });

  it('ends at a depth that nobody reads', () => {
    const data: Record<string, unknown> = {};
    data['self'] = data;
    expect(JSON.stringify(withoutSecrets(data))).toContain(REMOVED);
  });
});
