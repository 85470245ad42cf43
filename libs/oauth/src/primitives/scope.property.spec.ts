import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isScopeToken, isSubset, parseScope } from './scope.js';

const token = fc.stringMatching(/^[\x21\x23-\x5B\x5D-\x7E]{1,20}$/);
const names = fc.uniqueArray(token, { maxLength: 100 });

describe('a scope, whatever was sent', () => {
  it('is a list of distinct scope-tokens, or refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme-ascii' })), (text) => {
        const scopes = parseScope(text);
        if (!scopes) return;
        expect(new Set(scopes).size).toBe(scopes.length);
        for (const scope of scopes) expect(isScopeToken(scope)).toBe(true);
        expect(text.split(' ').filter(Boolean)).toEqual(expect.arrayContaining(scopes));
      }),
    );
  });

  it('comes back as it was written, in order', () => {
    fc.assert(fc.property(names, (list) => expect(parseScope(list.join(' '))).toEqual(list)));
  });

  it('is refused with one name that is none', () => {
    const bad = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !/^[\x20-\x7E]+$/.test(text));
    fc.assert(
      fc.property(names, bad, (list, text) => {
        expect(parseScope([...list, text].join(' '))).toBeUndefined();
      }),
    );
  });

  it('never grows by what is asked for', () => {
    fc.assert(
      fc.property(names, names, (asked, allowed) => {
        expect(isSubset(asked, allowed)).toBe(new Set([...asked, ...allowed]).size === allowed.length);
      }),
    );
  });
});
