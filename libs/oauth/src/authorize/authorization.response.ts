import type { OAuthError } from '../errors/oauth-error.js';

/** How the answer travels (OAuth 2.0 Multiple Response Types section 2.1, OAuth 2.0 Form Post Response Mode). */
export type ResponseMode = 'query' | 'form_post';

export const RESPONSE_MODES: readonly ResponseMode[] = ['query', 'form_post'];

/** Where an answer goes: known good before anything is sent there. */
export interface ResponseTarget {
  readonly redirectUri: string;
  readonly state: string | null;
  readonly responseMode: ResponseMode;
  /** The pushed request it answers, which ends with it (policy P17). */
  readonly pushedRequest: string | null;
}

export type ResponseParameters = Readonly<Record<string, string>>;

/**
 * RFC 6749 section 4.1.2, with `iss` of RFC 9207 section 2.
 *
 * @param scopes sent along in the older dialect only
 */
export function successParameters(
  target: ResponseTarget,
  issuer: string,
  code: string,
  scopes?: readonly string[],
): ResponseParameters {
  return complete(target, issuer, { code, ...(scopes && { scope: scopes.join(' ') }) });
}

/** RFC 6749 section 4.1.2.1, with `iss`. */
export function errorParameters(
  target: ResponseTarget,
  issuer: string,
  error: OAuthError,
): ResponseParameters {
  return complete(target, issuer, { error: error.code, error_description: error.description });
}

/** Appended as text: the registered URI itself is never rewritten. */
export function responseUrl(redirectUri: string, parameters: ResponseParameters): string {
  const query = new URLSearchParams(parameters);
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}`;
}

function complete({ state }: ResponseTarget, issuer: string, values: ResponseParameters): ResponseParameters {
  return { ...values, ...(state !== null && { state }), iss: issuer };
}
