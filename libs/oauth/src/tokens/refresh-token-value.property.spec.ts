import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mintRefreshToken, readRefreshToken } from './refresh-token-value.js';

const KEY = randomBytes(32);
const id = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes));
const generation = fc.integer({ min: 1, max: 0xffff_ffff });

describe('the value of a refresh token, whatever was sent', () => {
  it('is read back', () => {
    fc.assert(
      fc.property(id, generation, (family, count) => {
        const { value, digest } = mintRefreshToken(KEY, family, count);
        expect(readRefreshToken(KEY, value)).toEqual({ family, generation: count, digest });
      }),
    );
  });

  it('is not recognised after any change, nor under another key', () => {
    const text = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]$/), fc.string({ unit: 'binary', maxLength: 2 }));
    fc.assert(
      fc.property(id, generation, fc.nat({ max: 79 }), text, (family, count, at, put) => {
        const { value } = mintRefreshToken(KEY, family, count);
        const changed = value.slice(0, at) + put + value.slice(at + 1);
        if (changed !== value) expect(readRefreshToken(KEY, changed)).toBeUndefined();
        expect(readRefreshToken(randomBytes(32), value)).toBeUndefined();
      }),
    );
  });

  it('cannot be guessed by its shape', () => {
    const shaped = fc.stringMatching(/^[A-Za-z0-9_-]{80}$/);
    fc.assert(
      fc.property(fc.oneof(shaped, fc.string({ unit: 'binary' })), (value) => {
        expect(readRefreshToken(KEY, value)).toBeUndefined();
      }),
    );
  });
});
