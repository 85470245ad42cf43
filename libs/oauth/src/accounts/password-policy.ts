import { COMMON_PASSWORDS } from './common-passwords.js';
import { MAX_PASSWORD_BYTES } from './passwords.js';

/**
 * Why a password cannot be chosen:
 * - `too-short`, `too-long`
 * - `contains-username`
 * - `common`: among the first that a guesser tries
 */
export type PasswordProblem = 'too-short' | 'too-long' | 'contains-username' | 'common';

/** A shorter name is part of too many words to say anything. Characters. */
const TELLING_NAME = 3;

/**
 * Is this fit to be chosen as a password? Length counts, and what a guesser would try first; mixtures of characters are
 * not asked for (NIST SP 800-63B section 3.1.1.2).
 *
 * @param password as typed
 * @param username of the account; of an address the part before the `@` counts too
 * @param minLength characters, as the option `passwords.minLength` says
 * @returns null when nothing speaks against it
 */
export function passwordProblem(
  password: string,
  { username, minLength }: { readonly username: string; readonly minLength: number },
): PasswordProblem | null {
  if (Array.from(password).length < minLength) return 'too-short';
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) return 'too-long';
  const plain = folded(password);
  if (namesIn(username).some((name) => plain.includes(name))) return 'contains-username';
  if (COMMON_PASSWORDS.has(plain) || /^(.)\1*$/su.test(plain)) return 'common';
  return null;
}

function namesIn(username: string): string[] {
  const name = folded(username).trim();
  return [name, name.split('@')[0]!].filter((part) => Array.from(part).length >= TELLING_NAME);
}

/** Case and compatibility forms make no password harder to guess. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
