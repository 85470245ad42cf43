import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isCodeChallenge, isCodeVerifier, verifierMatches } from './pkce.js';

const verifier = fc.stringMatching(/^[A-Za-z0-9._~-]{43,128}$/);
const challengeOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

describe('PKCE, whatever was sent', () => {
  it('lets the verifier of a challenge pass', () => {
    fc.assert(
      fc.property(verifier, (text) => {
        expect(isCodeChallenge(challengeOf(text))).toBe(true);
        expect(verifierMatches(text, challengeOf(text))).toBe(true);
      }),
    );
  });

  it('lets nothing else pass', () => {
    const anything = fc.oneof(verifier, fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(verifier, anything, anything, (text, other, challenge) => {
        expect(verifierMatches(other, challengeOf(text))).toBe(other === text);
        expect(verifierMatches(text, challenge)).toBe(challenge === challengeOf(text));
        // Plain: the challenge is the verifier itself.
        expect(verifierMatches(other, other)).toBe(false);
      }),
    );
  });

  it('knows no verifier that is too short, too long or of other characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(isCodeVerifier(text)).toBe(/^[\w.~-]{43,128}$/.test(text) && !text.endsWith('\n'));
        if (!isCodeVerifier(text)) expect(verifierMatches(text, challengeOf(text))).toBe(false);
      }),
    );
  });
});
