/** scope-token of RFC 6749 section 3.3: printable ASCII without space, quote and backslash. */
const SCOPE_TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

export function isScopeToken(value: string): boolean {
  return value.length <= 128 && SCOPE_TOKEN.test(value);
}

/**
 * Splits a `scope` parameter. Repeated names count once; order is kept.
 *
 * @returns undefined when a name is not a scope-token or the list is longer than 100
 */
export function parseScope(value: string): string[] | undefined {
  const names = [...new Set(value.split(' ').filter(Boolean))];
  return names.length <= 100 && names.every(isScopeToken) ? names : undefined;
}

/** True when every name of `part` is in `whole`. */
export function isSubset(part: readonly string[], whole: readonly string[]): boolean {
  return part.every((name) => whole.includes(name));
}
