import type { JWK } from 'jose';

/** More than anybody needs who rotates their keys. */
export const MAX_KEYS = 20;

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** Modulus of 2048 and of 4096 bits, in characters of base64url. What is longer would only cost us time. */
const MIN_MODULUS = 342;
const MAX_MODULUS = 683;
/** An exponent of 32 bits. */
const MAX_EXPONENT = 6;

/**
 * May a client have this key? A public one to verify signatures with, of a bounded size: a private or a shared one has
 * no business here (RFC 7517 section 9.2).
 */
export function isPublicSignatureKey(key: unknown): key is JWK {
  if (typeof key !== 'object' || key === null) return false;
  const { kty, use, n, e } = key as JWK;
  if (PRIVATE_MEMBERS.some((name) => name in key)) return false;
  if (use !== undefined && use !== 'sig') return false;
  if (kty === 'EC' || kty === 'OKP') return true;
  return kty === 'RSA' && isWithin(n, MIN_MODULUS, MAX_MODULUS) && isWithin(e, 1, MAX_EXPONENT);
}

function isWithin(text: unknown, least: number, most: number): boolean {
  return typeof text === 'string' && text.length >= least && text.length <= most;
}
