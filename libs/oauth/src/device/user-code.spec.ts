import { describe, expect, it } from '@jest/globals';
import {
  displayUserCode,
  mintUserCode,
  openUserCode,
  readUserCode,
  sealUserCode,
  userCodeDigest,
} from './user-code.js';

const KEY = 'a master key of the host';

describe('mintUserCode', () => {
  it('uses all 20 letters, in every place, and no vowel', () => {
    const codes = Array.from({ length: 2000 }, mintUserCode);
    for (let place = 0; place < 8; place++) {
      const letters = new Set(codes.map((code) => code[place]));
      expect([...letters].sort().join('')).toBe('BCDFGHJKLMNPQRSTVWXZ');
    }
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((code) => code.length === 8)).toBe(true);
  });

  it('makes what is read again as it was shown', () => {
    const code = mintUserCode();
    expect(displayUserCode(code)).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
    expect(readUserCode(displayUserCode(code))).toBe(code);
  });
});

describe('readUserCode', () => {
  it.each([
    'WDJB-MJHT',
    'WDJBMJHT',
    'wdjb-mjht',
    'wDjB mJhT',
    '  WDJB - MJHT ',
    'W D J B M J H T',
    'WDJB–MJHT',
    'WDJB.MJHT',
    'ＷＤＪＢ－ＭＪＨＴ',
    'WDJB\u00a0MJHT',
    'WDJB\u200b-MJHT',
    'WDJB\tMJHT\n',
  ])('reads %p', (typed) => {
    expect(readUserCode(typed)).toBe('WDJBMJHT');
  });

  it.each([
    '',
    'WDJB-MJH',
    'WDJB-MJHTT',
    'WDJB-MJHA',
    'WDJB-MJH1',
    'WDJB-MJHТ', // Cyrillic
    'WDJB+MJHT',
    'WDJB-MJHT\0',
    `WDJB${' '.repeat(100)}MJHT`,
  ])('does not read %p', (typed) => {
    expect(readUserCode(typed)).toBeUndefined();
  });
});

describe('userCodeDigest', () => {
  it('is the same for a code and a key, and another for another', () => {
    const digest = userCodeDigest(KEY, 'WDJBMJHT');
    expect(digest).toHaveLength(32);
    expect(userCodeDigest(KEY, 'WDJBMJHT')).toEqual(digest);
    expect(userCodeDigest(KEY, 'WDJBMJHV')).not.toEqual(digest);
    expect(userCodeDigest('another master key', 'WDJBMJHT')).not.toEqual(digest);
  });
});

describe('a sealed user code', () => {
  it('is opened with its key, and differs every time', () => {
    const sealed = sealUserCode(KEY, 'WDJBMJHT');
    expect(openUserCode(KEY, sealed)).toBe('WDJBMJHT');
    expect(sealUserCode(KEY, 'WDJBMJHT')).not.toBe(sealed);
    expect(() => openUserCode('another master key', sealed)).toThrow();
  });
});
