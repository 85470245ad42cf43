import { describe, expect, it } from '@jest/globals';
import { AccessToken } from './access-token.js';

const fields = {
  subject: 'alice',
  clientId: 'web',
  scopes: ['a', 'b'],
  audience: ['x'],
  issuer: 'i',
  expiresAt: 1,
  claims: { nested: { list: [1] } },
};

describe('AccessToken', () => {
  it('cannot be changed, not even deep inside', () => {
    const token = new AccessToken(structuredClone(fields));
    expect(() => (token.scopes as string[]).push('admin')).toThrow(/object is not extensible|read only/);
    expect(() => Object.assign(token, { subject: 'root' })).toThrow(/object is not extensible|read only/);
    expect(() => (token.claims['nested'] as { list: number[] }).list.push(2)).toThrow(
      /object is not extensible|read only/,
    );
  });

  it('allows what was granted altogether', () => {
    const token = new AccessToken(structuredClone(fields));
    expect(token.allows()).toBe(true);
    expect(token.allows('b', 'a')).toBe(true);
    expect(token.allows('a', 'c')).toBe(false);
  });

  it('allows what follows from what was granted', () => {
    class OwnToken extends AccessToken {
      get shout() {
        return this.subject.toUpperCase();
      }
    }
    const token = new OwnToken(structuredClone(fields));
    const broad = token.implying(['c']);
    expect(broad.allows('a', 'c')).toBe(true);
    expect(broad.allows('d')).toBe(false);
    expect(token.allows('c')).toBe(false);
    expect(broad.shout).toBe('ALICE');
    expect(broad.scopes).toEqual(['a', 'b']);
    expect(() => (broad.impliedScopes as string[]).push('d')).toThrow(/object is not extensible|read only/);
    expect(() => Object.assign(broad, { subject: 'root' })).toThrow(/object is not extensible|read only/);
  });

  it.each([
    [{ subject: 'web' }, true],
    [{}, false],
    [{ subject: 'web', claims: { grant_id: 'g' } }, false],
  ])('with %p isClientToken is %p', (changes, expected) => {
    expect(new AccessToken({ ...structuredClone(fields), ...changes }).isClientToken).toBe(expected);
  });
});
