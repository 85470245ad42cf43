/** Characters. */
const MOST = 200;

/**
 * A value of a request as a description may repeat it: in the characters of RFC 6749 section 5.2, and not too much of
 * it.
 */
export function sayable(value: string): string {
  const start = value.length > MOST ? `${value.slice(0, MOST)}...` : value;
  return start.replace(/[^\x20-\x21\x23-\x5B\x5D-\x7E]/g, '?');
}
