import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { sha256 } from '../primitives/digest.js';
import { mintRefreshToken, readRefreshToken } from './refresh-token-value.js';

const KEY = randomBytes(32);
const FAMILY = randomBytes(16);

describe('the value of a refresh token', () => {
  it.each([1, 2, 255, 65_536, 0xffff_ffff])('carries its family and generation %i', (generation) => {
    const { value, digest } = mintRefreshToken(KEY, FAMILY, generation);
    expect(value).toMatch(/^[\w-]{80}$/);
    expect(readRefreshToken(KEY, value)).toEqual({ family: FAMILY, generation, digest });
    expect(digest).toEqual(sha256(value));
  });

  it('is another one each time and shows nothing of the family', () => {
    const values = Array.from({ length: 500 }, () => mintRefreshToken(KEY, FAMILY, 1).value);
    expect(new Set(values).size).toBe(500);
    for (const value of values) expect(Buffer.from(value, 'base64url').includes(FAMILY)).toBe(false);
    expect(new Set(values.map((value) => value.slice(0, 4))).size).toBeGreaterThan(490);
  });

  it('is not read when any of its characters was changed', () => {
    const { value } = mintRefreshToken(KEY, FAMILY, 1);
    for (let i = 0; i < value.length; i++) {
      const other = value[i] === 'A' ? 'B' : 'A';
      expect(readRefreshToken(KEY, value.slice(0, i) + other + value.slice(i + 1))).toBeUndefined();
    }
  });

  const { value } = mintRefreshToken(KEY, FAMILY, 1);
  it.each([
    ['nothing', ''],
    ['one character less', value.slice(1)],
    ['one character more', `${value}A`],
    ['a space behind it', `${value} `],
    ['padding', `${value}=`],
    ['eighty characters of nobody', 'A'.repeat(80)],
    ['random bytes', randomBytes(60).toString('base64url')],
  ])('is not read from %s', (_, text) => {
    expect(readRefreshToken(KEY, text)).toBeUndefined();
  });

  it('is not read with another key', () => {
    expect(readRefreshToken(randomBytes(32), value)).toBeUndefined();
  });
});
