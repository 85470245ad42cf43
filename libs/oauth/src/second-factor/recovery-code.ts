import { randomBytes } from 'node:crypto';
import { sha256 } from '../primitives/digest.js';

/** Digits and letters without those that look like others (Crockford's base 32). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 16;

/** How many a user gets. */
export const RECOVERY_CODES = 10;

/** 80 random bits, in groups that people can copy: `7K3M-9QZT-…`. */
export function newRecoveryCode(): string {
  const letters = Array.from(randomBytes(LENGTH), (byte) => ALPHABET[byte & 31]!).join('');
  return letters.replace(/.{4}(?=.)/g, '$&-');
}

/**
 * SHA-256 of the code that was meant: in any case, with or without dashes and spaces, and with the letters that look
 * like a digit.
 *
 * @returns null for what is no code
 */
export function recoveryCodeDigest(typed: string): Buffer | null {
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return new RegExp(`^[${ALPHABET}]{${LENGTH}}$`).test(code) ? sha256(code) : null;
}
