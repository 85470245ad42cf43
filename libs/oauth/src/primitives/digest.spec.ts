import { describe, expect, it } from '@jest/globals';
import { sameDigest, sha256 } from './digest.js';

describe('digest', () => {
  it('is SHA-256 (FIPS 180-4, example "abc")', () => {
    const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(sha256('abc').toString('hex')).toBe(expected);
    expect(sha256(Buffer.from('abc')).toString('hex')).toBe(expected);
  });

  it.each([
    ['equal bytes', 'aa', 'aa', true],
    ['other bytes', 'aa', 'ab', false],
    ['a prefix', 'aabb', 'aa', false],
    ['nothing and something', '', 'aa', false],
    ['nothing twice', '', '', true],
  ])('compares %s', (_, a, b, same) => {
    expect(sameDigest(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))).toBe(same);
  });
});
