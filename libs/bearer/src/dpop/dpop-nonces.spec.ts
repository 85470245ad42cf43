import { describe, expect, it } from '@jest/globals';
import { DpopNonces } from './dpop-nonces.js';

const OLD = 'an old key of thirty-two characters';
const NEW = 'a new key of thirty-two characters!';

describe('DpopNonces', () => {
  it('a nonce of one process is good in another with the same key, and in none with another', () => {
    const nonce = new DpopNonces([OLD], 300, () => 0).current();
    expect(new DpopNonces([OLD], 300, () => 0).accepts(nonce)).toBe(true);
    expect(new DpopNonces([NEW], 300, () => 0).accepts(nonce)).toBe(false);
  });

  it('is good in its own window and the next, whichever clock is ahead by one', () => {
    let now = 900_000;
    const nonces = new DpopNonces([OLD], 300, () => now);
    const nonce = nonces.current();
    for (const [at, good] of [
      [900_000, true],
      [1_499_999, true],
      [1_500_000, false],
      [899_999, true],
      [599_999, false],
    ] as const) {
      now = at;
      expect({ at, good: nonces.accepts(nonce) }).toEqual({ at, good });
    }
    now = 1_200_000;
    expect(nonces.current()).not.toBe(nonce);
  });

  it('keys change without an interruption: the first makes, all check', () => {
    const before = new DpopNonces([OLD], 300, () => 0).current();
    const during = new DpopNonces([NEW, OLD], 300, () => 0);
    expect(during.accepts(before)).toBe(true);
    expect(new DpopNonces([NEW], 300, () => 0).accepts(during.current())).toBe(true);
  });

  it.each([undefined, '', 'AAAA', 'A'.repeat(27), 'A'.repeat(1000), 'ü'.repeat(27)])(
    '%j is none of ours',
    (nonce) => {
      expect(new DpopNonces([OLD], 300, () => 0).accepts(nonce)).toBe(false);
    },
  );

  it('without a key there are no nonces', () => {
    const nonces = new DpopNonces([], 300);
    expect(nonces.required).toBe(false);
    expect(nonces.current()).toBeUndefined();
  });
});
