import { describe, expect, it } from '@jest/globals';
import { deriveKey, open, openFromBrowser, seal, sealForBrowser } from './seal.js';

const KEY = deriveKey('a master key of at least 32 random bytes', 'test');

describe('sealing', () => {
  it.each([Buffer.alloc(0), Buffer.from('text'), Buffer.alloc(10_000, 7)])(
    'opens what was sealed',
    (plain) => {
      const sealed = seal(KEY, plain);
      expect(sealed).toHaveLength(plain.length + 28);
      expect(open(KEY, sealed)).toEqual(plain);
    },
  );

  it('never writes the same bytes twice, and none of the plain text', () => {
    const first = seal(KEY, 'a private key');
    expect(first).not.toEqual(seal(KEY, 'a private key'));
    expect(first.includes('private')).toBe(false);
  });

  it.each([0, 11, 12, 20, -16, -1])('does not open when the byte at %i was changed', (at) => {
    const sealed = seal(KEY, 'a private key');
    const index = at < 0 ? sealed.length + at : at;
    sealed[index] = sealed[index]! ^ 1;
    expect(() => open(KEY, sealed)).toThrow();
  });

  it.each([0, 5, 12, 27, 40])('does not open when only %i bytes are left', (length) => {
    expect(() => open(KEY, seal(KEY, 'a private key').subarray(0, length))).toThrow();
  });

  it('does not open with another key', () => {
    expect(() => open(deriveKey('another master key', 'test'), seal(KEY, 'x'))).toThrow();
  });

  it('derives one 32-byte key for each master key and purpose', () => {
    expect(deriveKey('m', 'a')).toHaveLength(32);
    expect(deriveKey('m', 'a')).toEqual(deriveKey('m', 'a'));
    expect(deriveKey('m', 'a')).not.toEqual(deriveKey('m', 'b'));
    expect(deriveKey('m', 'a')).not.toEqual(deriveKey('n', 'a'));
  });
});

describe('a value on its way through a browser', () => {
  const key = deriveKey('m'.repeat(43), 'test');
  const sealed = sealForBrowser(key, { codes: ['a', 'b'] }, 1000);

  it('comes back until its time is over', () => {
    expect(sealed).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(openFromBrowser(key, sealed, 999)).toEqual({ codes: ['a', 'b'] });
    expect(openFromBrowser(key, sealed, 1000)).toBeNull();
  });

  it.each([
    ['nothing', undefined],
    ['no such text', 'abc'],
    ['a changed one', `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`],
    ['one with another key', sealForBrowser(deriveKey('m'.repeat(43), 'other'), {}, 1000)],
  ])('is null for %s', (_, presented) => {
    expect(openFromBrowser(key, presented, 1)).toBeNull();
  });
});
