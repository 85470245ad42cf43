import { describe, expect, it } from '@jest/globals';
import { AccessToken } from '../access-token.js';
import { RememberedTokens, tokenDigest } from './remembered-tokens.js';

const token = (subject: string): AccessToken =>
  new AccessToken({
    subject,
    clientId: 'c',
    scopes: [],
    audience: [],
    issuer: 'i',
    expiresAt: 1,
    claims: {},
  });

describe('RememberedTokens', () => {
  it('recalls until the end and not at it', () => {
    const remembered = new RememberedTokens(10);
    const alice = token('alice');
    remembered.remember('a', alice, 1000);
    expect(remembered.recall('a', 999)).toBe(alice);
    expect(remembered.recall('a', 1000)).toBeUndefined();
    expect(remembered.size).toBe(0);
  });

  it('drops the longest unused when it is full', () => {
    const remembered = new RememberedTokens(2);
    remembered.remember('a', token('a'), 1000);
    remembered.remember('b', token('b'), 1000);
    remembered.recall('a', 0);
    remembered.remember('c', token('c'), 1000);
    expect(remembered.size).toBe(2);
    expect(remembered.recall('b', 0)).toBeUndefined();
    expect(remembered.recall('a', 0)?.subject).toBe('a');
  });

  it('keeps what is used between tokens that come once', () => {
    const remembered = new RememberedTokens(100);
    remembered.remember('a', token('a'), 1000);
    for (let index = 0; index < 1000; index += 1) {
      remembered.remember(`once-${index}`, token('b'), 1000);
      expect(remembered.recall('a', 0)?.subject).toBe('a');
      expect(remembered.size).toBeLessThanOrEqual(100);
    }
    remembered.forgetAll();
    expect(remembered.recall('a', 0)).toBeUndefined();
  });

  it('remembers nothing with a limit of nothing', () => {
    const remembered = new RememberedTokens(0);
    remembered.remember('a', token('a'), 1000);
    expect(remembered.recall('a', 0)).toBeUndefined();
  });

  it('keys are SHA-256 digests', () => {
    expect(tokenDigest('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });
});
