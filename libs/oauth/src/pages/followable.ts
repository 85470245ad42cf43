/**
 * The address if following it is harmless, else null: escaping leaves `javascript:` as it is. Plain http is
 * for loopback addresses, where development happens.
 */
export function followable(href: string | null): string | null {
  if (href === null) return null;
  if (/^\/(?![/\\])/.test(href)) return href;
  if (!URL.canParse(href)) return null;
  const { protocol, hostname } = new URL(href);
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'https:' || protocol === 'mailto:' || (protocol === 'http:' && loopback) ? href : null;
}
