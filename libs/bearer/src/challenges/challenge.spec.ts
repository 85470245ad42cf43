import { describe, expect, it } from '@jest/globals';
import { challenge, isScopeToken } from './challenge.js';

describe('challenge', () => {
  it.each([
    [{}, 'Bearer'],
    [{ realm: 'orders' }, 'Bearer realm="orders"'],
    [{ scopes: [] }, 'Bearer'],
    [{ error: 'invalid_token' as const }, 'Bearer error="invalid_token"'],
    [
      {
        error: 'insufficient_scope' as const,
        errorDescription: 'More is needed.',
        scopes: ['a:read', 'a:write'],
      },
      'Bearer error="insufficient_scope", error_description="More is needed.", scope="a:read a:write"',
    ],
    [{ errorDescription: 'say "x" \\ y' }, `Bearer error_description="say 'x' ? y"`],
    [{ errorDescription: 'a\r\nSet-Cookie: b\u0000ü' }, 'Bearer error_description="a??Set-Cookie: b??"'],
    [{ realm: 'a", error="x' }, `Bearer realm="a', error='x"`],
    [{ scheme: 'DPoP' as const, algorithms: ['ES256', 'EdDSA'] }, 'DPoP algs="ES256 EdDSA"'],
    [{ scopes: ['offline_access'] }, 'Bearer'],
    [{ scopes: ['offline_access', 'a'] }, 'Bearer scope="a"'],
    [
      { error: 'insufficient_user_authentication' as const, acrValues: ['mfa', 'a b'], maxAge: 0 },
      'Bearer error="insufficient_user_authentication", acr_values="mfa", max_age="0"',
    ],
    [
      { resourceMetadata: `https://a.example/${'x'.repeat(300)}` },
      `Bearer resource_metadata="https://a.example/${'x'.repeat(300)}"`,
    ],
    [{ scopes: ['ok', 'with space', 'quo"te', 'back\\slash', ''] }, 'Bearer scope="ok"'],
  ])('%p is written as one line of the grammar', (parameters, value) => {
    expect(challenge(parameters)).toBe(value);
  });

  it('cuts long descriptions', () => {
    expect(challenge({ errorDescription: 'x'.repeat(10_000) }).length).toBeLessThan(250);
  });
});

describe('isScopeToken', () => {
  it.each([
    ['orders:read', true],
    ["!#[]~'", true],
    ['', false],
    ['a b', false],
    ['a"', false],
    ['a\\', false],
    ['ü', false],
    ['a\n', false],
  ])('%p: %p', (value, expected) => {
    expect(isScopeToken(value)).toBe(expected);
  });
});
