/**
 * Where to go after sign-in. Only a path of our own: anything a browser could read as another origin becomes `/`.
 *
 * @param value what the browser sent, of any type
 */
export function returnPath(value: unknown): string {
  if (typeof value !== 'string' || value.length > 1000) return '/';
  // Browsers drop tabs and line breaks and read a backslash as a slash: `/\evil` and `/<tab>/evil` are other hosts.
  if (!/^\/(?![/\\])[\x21-\x5B\x5D-\x7E]*$/.test(value)) return '/';
  const base = 'http://self.invalid';
  return URL.canParse(value, base) && new URL(value, base).origin === base ? value : '/';
}
