import { createHmac, randomInt } from 'node:crypto';
import { deriveKey, open, seal } from '../primitives/seal.js';

/** Consonants: they spell no word, and none is taken for a digit (RFC 8628 section 6.1). */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;
const USER_CODE = new RegExp(`^[${LETTERS}]{${LENGTH}}$`);

/** Longer than anybody types a user code. Characters. */
export const MAX_TYPED = 64;

/** A new user code: 20^8 possible ones, about 2^34.6. */
export function mintUserCode(): string {
  return Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** As devices and pages show it: `WDJB-MJHT`. */
export function displayUserCode(userCode: string): string {
  return `${userCode.slice(0, LENGTH / 2)}-${userCode.slice(LENGTH / 2)}`;
}

/**
 * Reads what somebody typed: in any case and width, with or without dashes and spaces.
 *
 * @returns undefined when it cannot be a user code
 */
export function readUserCode(typed: string): string | undefined {
  if (typed.length > MAX_TYPED) return undefined;
  const letters = typed.normalize('NFKC').replace(/[\p{P}\p{Z}\p{Cf}\s]/gu, '');
  const userCode = letters.toUpperCase();
  return USER_CODE.test(userCode) ? userCode : undefined;
}

/** What the table holds of a user code. It is too short for a bare SHA-256 to hide it, hence the key. 32 bytes. */
export function userCodeDigest(masterKey: string, userCode: string): Buffer {
  return createHmac('sha256', deriveKey(masterKey, 'user code')).update(userCode).digest();
}

/** Encrypts a user code for the consent page that will show it. */
export function sealUserCode(masterKey: string, userCode: string): string {
  return seal(displayKey(masterKey), userCode).toString('base64url');
}

export function openUserCode(masterKey: string, sealed: string): string {
  return open(displayKey(masterKey), Buffer.from(sealed, 'base64url')).toString();
}

function displayKey(masterKey: string): Buffer {
  return deriveKey(masterKey, 'displayed user code');
}
