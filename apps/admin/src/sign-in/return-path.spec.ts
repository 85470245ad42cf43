import { describe, expect, it } from '@jest/globals';
import { returnPath } from './return-path.js';

describe('the page to return to after sign-in', () => {
  it.each(['/', '/clients', '/clients/new', '/clients?search=a%20b&cursor=x', '/clients/a.b#secrets'])(
    'keeps our own path %j',
    (path) => expect(returnPath(path)).toBe(path),
  );

  it.each([
    '',
    'clients',
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example',
    '/\t/evil.example',
    '/a\\b',
    '/a b',
    '/a\r\nSet-Cookie: x=y',
    `/${'a'.repeat(1000)}`,
    undefined,
    ['/clients'],
    { 0: '/' },
  ])('goes home instead of to %j', (value) => expect(returnPath(value)).toBe('/'));
});
