import { isLoopback } from './primitives/loopback.js';

/** An option is missing or insecure. The message says what, why, and what to write. */
export class InvalidOptions extends Error {
  constructor(what: string) {
    super(`OAuthModule cannot start: ${what}`);
  }
}

/** A misspelt name would otherwise be a setting that silently is not there. */
export function checkNames(prefix: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new InvalidOptions(`there is no option "${prefix}${unknown}". Known are ${known.join(', ')}.`);
  }
}

export function checkUrl(name: string, value: string): URL {
  if (!URL.canParse(value)) {
    throw new InvalidOptions(
      `"${name}" is "${value}", which is no URL. Write one such as "https://sso.example.com".`,
    );
  }
  const url = new URL(value);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw new InvalidOptions(
      `"${name}" is "${value}", but codes and tokens travel there: write an https URL (http only for localhost).`,
    );
  }
  return url;
}

export function checkNumber(name: string, value: unknown, least: number, most: number): void {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw new InvalidOptions(`"${name}" is ${String(value)}. Write a whole number from ${least} to ${most}.`);
  }
}

export function checkFlag(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean') {
    throw new InvalidOptions(`"${name}" is ${JSON.stringify(value)}. Write true or false.`);
  }
}
