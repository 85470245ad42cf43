import { describe, expect, it } from '@jest/globals';
import { isScopeToken, isSubset, parseScope } from './scope.js';

describe('a scope', () => {
  it.each(['openid', 'orders:read', 'https://api.example/x', '!', '~', 'a'.repeat(128)])(
    'may be %j',
    (name) => {
      expect(isScopeToken(name)).toBe(true);
    },
  );

  it.each(['', 'a b', 'a"b', 'a\\b', 'a\tb', 'a\n', 'é', '\u007f', 'a'.repeat(129)])(
    'may not be %j',
    (name) => {
      expect(isScopeToken(name)).toBe(false);
    },
  );

  it.each<[string, string[] | undefined]>([
    ['', []],
    ['   ', []],
    ['a', ['a']],
    ['b a b', ['b', 'a']],
    [' a  b ', ['a', 'b']],
    ['a\tb', undefined],
    ['a "b"', undefined],
    [
      Array.from({ length: 100 }, (_, i) => `s${i}`).join(' '),
      Array.from({ length: 100 }, (_, i) => `s${i}`),
    ],
    [Array.from({ length: 101 }, (_, i) => `s${i}`).join(' '), undefined],
  ])('list %j is read', (value, expected) => {
    expect(parseScope(value)).toEqual(expected);
  });

  it.each([
    [[], [], true],
    [[], ['a'], true],
    [['a'], ['a', 'b'], true],
    [['a', 'c'], ['a', 'b'], false],
    [['a'], [], false],
    [['A'], ['a'], false],
  ])('%j within %j: %p', (part, whole, within) => {
    expect(isSubset(part, whole)).toBe(within);
  });
});
