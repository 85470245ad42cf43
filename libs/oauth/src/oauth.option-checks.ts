import { isLoopback } from './primitives/loopback.js';

/** An option is missing or insecure. The message says what, why, and what to write. */
export class InvalidOptions extends Error {
  readonly problems: readonly string[];

  constructor(what: string | readonly string[]) {
    const problems = typeof what === 'string' ? [what] : what;
    const list = problems.length === 1 ? ` ${problems[0]}` : problems.map((one) => `\n  - ${one}`).join('');
    super(`OAuthModule cannot start:${list}`);
    this.problems = problems;
  }
}

/** Gathers what is wrong, so that one start tells all of it. */
export class OptionChecks {
  private readonly problems: string[] = [];

  /** @returns undefined when it was refused; then `finish` throws */
  run<T>(check: () => T): T | undefined {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof InvalidOptions)) throw error;
      this.problems.push(...error.problems);
      return undefined;
    }
  }

  refuse(problem: string): void {
    this.problems.push(problem);
  }

  /** @throws InvalidOptions with everything that was refused */
  finish(): void {
    if (this.problems.length > 0) throw new InvalidOptions(this.problems);
  }
}

/** A misspelt name would otherwise be a setting that silently is not there. */
export function checkNames(prefix: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new InvalidOptions(
    unknown.map((name) => `there is no option "${prefix}${name}". Known are ${known.join(', ')}.`),
  );
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
