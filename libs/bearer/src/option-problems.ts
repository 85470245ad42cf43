import { isAsymmetric } from './jws/asymmetric.js';

/**
 * Names that are no options, so that a misspelt one is not taken for its default.
 *
 * @param prefix of the names, such as `dpop.`
 */
export function unknownNames(prefix: string, values: object, known: readonly string[]): string[] {
  return Object.keys(values)
    .filter((name) => !known.includes(name))
    .map(
      (name) =>
        `"${prefix}${name}" is not an option. The options are ${known.map((one) => prefix + one).join(', ')}.`,
    );
}

export function rangeProblems(
  name: string,
  value: unknown,
  [lowest, highest]: readonly [number, number],
): string[] {
  if (value === undefined) return [];
  if (typeof value === 'number' && value >= lowest && value <= highest) return [];
  return [`${name} is ${String(value)}. Write a number from ${lowest} to ${highest}, or leave it out.`];
}

export function algorithmProblems(name: string, algorithms: unknown): string[] {
  if (algorithms === undefined) return [];
  if (Array.isArray(algorithms) && algorithms.length > 0 && algorithms.every(isAsymmetric)) return [];
  return [
    `${name} must name signature algorithms with a public key. With "none" or HS256 anybody who can read a token ` +
      `or share a key could forge one. Write for example ${name}: ['ES256'], or leave it out.`,
  ];
}

/** An option that is set to undefined is one that was left out. */
export function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** An option that takes one value or several. */
export function listOf(value: string | readonly string[]): string[] {
  return typeof value === 'string' ? [value] : Array.isArray(value) ? [...(value as string[])] : [];
}
