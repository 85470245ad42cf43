import { hash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of a generated secret, 32 bytes. Enough because such a secret has 256 random bits; never for a password. */
export function sha256(value: string | Buffer): Buffer {
  return hash('sha256', value, 'buffer');
}

/** Compares two digests of equal purpose in constant time. Buffers of different length are unequal. */
export function sameDigest(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
