import type { IncomingHttpHeaders } from 'node:http';

/** `__Host-` binds the cookie to this host and to Secure; the app's own name keeps other apps on the host apart. */
export const SESSION_COOKIE = '__Host-portcullis-admin';

/** Lax, not Strict: a Strict cookie is not sent on the redirects that end a sign-in. */
export const SESSION_COOKIE_OPTIONS = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const;

/** The value of our cookie, or undefined when there is none or more than one. */
export function readSessionCookie(headers: IncomingHttpHeaders): string | undefined {
  const values = (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${SESSION_COOKIE}=`))
    .map((pair) => pair.slice(SESSION_COOKIE.length + 1));
  return values.length === 1 ? values[0] : undefined;
}
