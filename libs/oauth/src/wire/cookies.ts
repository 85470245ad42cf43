/**
 * The value of a cookie, or undefined when it is absent or came twice: two cookies of one name mean that somebody
 * else has set one.
 *
 * @param header the Cookie header
 */
export function readCookie(header: string | undefined, name: string): string | undefined {
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`));
  return values.length === 1 ? values[0]!.slice(name.length + 1) : undefined;
}

/**
 * A Set-Cookie value for our own pages. The `__Host-` prefix keeps neighbouring hosts from setting it; `Lax`, because
 * users arrive from other sites.
 *
 * @param maxAge seconds; undefined for a cookie that ends with the browser
 */
export function hostCookie(name: `__Host-${string}`, value: string, maxAge?: number): string {
  const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`;
  return `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax${age}`;
}
