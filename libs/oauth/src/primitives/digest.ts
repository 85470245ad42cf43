import { hash, timingSafeEqual } from 'node:crypto';

/**
 * SHA-256, 32 bytes. Enough for a generated secret, which nobody can guess: most have 256 random bits, a refresh token
 * 192, a recovery code 80. Never for a password.
 */
export function sha256(value: string | Buffer): Buffer {
  return hash('sha256', value, 'buffer');
}

/** Compares two digests of equal purpose in constant time. Buffers of different length are unequal. */
export function sameDigest(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
