import type { OAuthError } from '../errors/oauth-error.js';

/** Where an answer goes: known good before anything is sent there. */
export interface ResponseTarget {
  readonly redirectUri: string;
  readonly state: string | null;
}

/**
 * RFC 6749 section 4.1.2, with `iss` of RFC 9207 section 2.
 *
 * @param scopes sent along in the older dialect only
 */
export function successUrl(
  target: ResponseTarget,
  issuer: string,
  code: string,
  scopes?: readonly string[],
): string {
  return urlWith(target, issuer, { code, ...(scopes && { scope: scopes.join(' ') }) });
}

/** RFC 6749 section 4.1.2.1, with `iss`. */
export function errorUrl(target: ResponseTarget, issuer: string, error: OAuthError): string {
  return urlWith(target, issuer, { error: error.code, error_description: error.description });
}

/** Appended as text: the registered URI itself is never rewritten. */
function urlWith(
  { redirectUri, state }: ResponseTarget,
  issuer: string,
  values: Record<string, string>,
): string {
  const query = new URLSearchParams({ ...values, ...(state !== null && { state }), iss: issuer });
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}`;
}
