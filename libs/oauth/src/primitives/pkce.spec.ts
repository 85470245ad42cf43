import { describe, expect, it } from '@jest/globals';
import { isCodeChallenge, isCodeVerifier, verifierMatches } from './pkce.js';

/** RFC 7636 appendix B. */
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

describe('PKCE', () => {
  it('accepts the pair of RFC 7636 appendix B', () => {
    expect(verifierMatches(VERIFIER, CHALLENGE)).toBe(true);
  });

  it.each([
    ['another verifier', `${VERIFIER.slice(1)}A`, CHALLENGE],
    ['the challenge as verifier', CHALLENGE, CHALLENGE],
    ['no verifier', '', CHALLENGE],
    ['no challenge', VERIFIER, ''],
    ['a padded challenge', VERIFIER, `${CHALLENGE}=`],
    ['another case', VERIFIER, CHALLENGE.toLowerCase()],
  ])('refuses %s', (_, verifier, challenge) => {
    expect(verifierMatches(verifier, challenge)).toBe(false);
  });

  it.each([
    [42, false],
    [43, true],
    [128, true],
    [129, false],
  ])('a verifier of %i characters: %p', (length, valid) => {
    expect(isCodeVerifier('a'.repeat(length))).toBe(valid);
  });

  it.each(['+', '/', '=', ' ', 'é', '\n', '%'])('no verifier holds %j', (character) => {
    expect(isCodeVerifier('a'.repeat(43) + character)).toBe(false);
  });

  it('a verifier takes every unreserved character', () => {
    expect(isCodeVerifier(`${'Az09'.repeat(10)}-._~`)).toBe(true);
  });

  it.each([
    [CHALLENGE, true],
    [CHALLENGE.slice(1), false],
    [`${CHALLENGE}A`, false],
    [`${CHALLENGE.slice(1)}~`, false],
    [`${CHALLENGE.slice(1)}.`, false],
    [`${CHALLENGE}\n`, false],
    ['', false],
  ])('%j is a challenge: %p', (value, valid) => {
    expect(isCodeChallenge(value)).toBe(valid);
  });
});
