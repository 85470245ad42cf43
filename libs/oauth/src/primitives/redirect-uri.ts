import { isLoopback } from './loopback.js';

/** Why a redirect URI may not be registered; the admin app shows a sentence for each. */
export type RedirectUriProblem =
  'not-a-uri' | 'fragment' | 'wildcard' | 'userinfo' | 'http' | 'scheme' | 'backslash';

/** The longest name of a host (RFC 1035 section 2.3.4). Characters. */
const MAX_HOST = 253;

/**
 * The text, not the address that it stands for: redirect URIs are compared as they are written, and RFC 8252 section 7.3
 * names these hosts only. 127.1 and 0x7f000001 are the same address to a browser, and nobody means them.
 */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)([:/?]|$)/i;
const LOOPBACK_IP = /^http:\/\/(127\.0\.0\.1|\[::1\])(:[1-9]\d{0,4})?(\/[^#]*)?$/;

/**
 * May this redirect URI be registered? Pure, so that the browser runs the same rule as the server.
 *
 * `https` anywhere, `http` on loopback only (RFC 8252 section 7.3), private-use schemes with a dot
 * (RFC 8252 section 7.1). No fragment (RFC 6749 section 3.1.2), no wildcard (RFC 9700 section 2.1).
 *
 * @returns null when it may
 */
export function checkRedirectUri(uri: string): RedirectUriProblem | null {
  if (uri.includes('\\')) return 'backslash';
  if (uri.includes('*')) return 'wildcard';
  if (uri.length > 2000 || !/^[\x21-\x7E]+$/.test(uri) || !URL.canParse(uri)) return 'not-a-uri';
  if (uri.includes('#')) return 'fragment';
  const url = new URL(uri);
  if (url.hostname.length > MAX_HOST) return 'not-a-uri';
  if (url.username || url.password || /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i.test(uri)) return 'userinfo';
  // Without the slashes a browser on one of our pages would take the rest for a path of ours.
  if (/^https?:(?!\/\/[^/])/i.test(uri)) return 'not-a-uri';
  if (url.protocol === 'https:') return null;
  if (url.protocol === 'http:') return isHttpOnLoopback(uri) ? null : 'http';
  // A reverse domain name keeps javascript:, data: and other people's schemes out.
  return /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(url.protocol) ? null : 'scheme';
}

/**
 * Is the presented redirect URI a registered one? Exact string comparison (RFC 9700 section 2.1); only the port is
 * free, and only for loopback IP literals (RFC 8252 section 7.3).
 */
export function redirectUriMatches(registered: readonly string[], presented: string): boolean {
  if (registered.includes(presented)) return true;
  const withoutPort = loopbackWithoutPort(presented);
  return withoutPort !== undefined && registered.some((uri) => loopbackWithoutPort(uri) === withoutPort);
}

/** Where the user will be sent, in words for the consent page: the origin, or the scheme of a private-use URI. */
export function redirectTarget(uri: string): { host: string; warning: 'loopback' | 'private-scheme' | null } {
  const url = new URL(uri);
  const scheme = privateScheme(uri);
  if (scheme !== null) return { host: `${scheme}//`, warning: 'private-scheme' };
  return { host: url.origin, warning: isLoopback(url.hostname) ? 'loopback' : null };
}

/** Does it lead to an app on the user's own machine, at an address that may be registered? */
export function isHttpOnLoopback(uri: string): boolean {
  return LOOPBACK.test(uri);
}

/** The private-use scheme (RFC 8252 section 7.1) with its colon, such as `com.acme.app:`; null for http and https. */
export function privateScheme(uri: string): string | null {
  const { protocol } = new URL(uri);
  return protocol === 'https:' || protocol === 'http:' ? null : protocol;
}

function loopbackWithoutPort(uri: string): string | undefined {
  const match = LOOPBACK_IP.exec(uri);
  if (!match) return undefined;
  const port = match[2] ? Number(match[2].slice(1)) : 80;
  return port >= 1 && port <= 65535 ? `${match[1]}${match[3] ?? ''}` : undefined;
}
