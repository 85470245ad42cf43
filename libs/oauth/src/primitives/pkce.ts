import { sameDigest, sha256 } from './digest.js';

/** A code challenge is the base64url of a SHA-256: 43 characters (RFC 7636 section 4.2, S256 only). */
export function isCodeChallenge(value: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(value);
}

/** Syntax of a code verifier: 43 to 128 unreserved characters (RFC 7636 section 4.1). */
export function isCodeVerifier(value: string): boolean {
  return /^[A-Za-z0-9._~-]{43,128}$/.test(value);
}

/** RFC 7636 section 4.6 for the method S256. */
export function verifierMatches(verifier: string, challenge: string): boolean {
  const computed = sha256(verifier).toString('base64url');
  return isCodeVerifier(verifier) && sameDigest(Buffer.from(computed), Buffer.from(challenge));
}
