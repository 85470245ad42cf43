import { checkNames, checkNumber } from '../oauth.option-checks.js';

export interface PasswordOptions {
  /** Characters a password must have at least, where users choose one here. Default 10; from 8 to 128. */
  readonly minLength: number;
}

export const DEFAULT_PASSWORDS: PasswordOptions = { minLength: 10 };

/** @throws InvalidOptions */
export function resolvePasswords(given: Partial<PasswordOptions> = {}): PasswordOptions {
  const passwords = { ...DEFAULT_PASSWORDS, ...given };
  checkNames('passwords.', passwords, Object.keys(DEFAULT_PASSWORDS));
  checkNumber('passwords.minLength', passwords.minLength, 8, 128);
  return Object.freeze(passwords);
}
