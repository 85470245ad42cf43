import { BearerError } from './bearer.error.js';

/** No token came (RFC 6750 section 3.1): 401 without an error code. */
export function missingToken(): BearerError {
  return new BearerError(401, undefined, 'This resource needs an access token.');
}

/** A route that declares nothing: 403 without an error code and without a challenge, because no token opens it. */
export function closedRoute(): BearerError {
  return new BearerError(
    403,
    undefined,
    'This route is closed: it has neither @Bearer() nor @Public().',
    'a route without @Bearer() and @Public()',
  );
}

/** The request presents its token in a way that RFC 6750 section 2 forbids: 400. */
export function invalidRequest(description: string): BearerError {
  return new BearerError(400, 'invalid_request', description);
}

/**
 * The token is not good here: 401. The public text does not say why, so that nobody can probe the rules with
 * forged tokens; expiry is the exception, because honest clients act on it.
 *
 * @param detail why, for the log; never the token itself
 */
export function invalidToken(detail: string): BearerError {
  return new BearerError(401, 'invalid_token', 'The access token is not valid for this resource.', detail);
}

/** The token was good once: 401. */
export function expiredToken(): BearerError {
  return new BearerError(401, 'invalid_token', 'The access token has expired.', 'exp lies in the past');
}

/** @param missing scopes that the route asks for and the token lacks; the challenge names all that it asks for */
export function insufficientScope(missing: readonly string[]): BearerError {
  const scopes = `${missing.length === 1 ? 'scope' : 'scopes'}: ${missing.join(' ')}`;
  return new BearerError(
    403,
    'insufficient_scope',
    `The access token lacks the ${scopes}.`,
    `the token lacks the ${scopes}`,
  );
}

/** The token is good, but the user behind it signed in too long ago or too weakly (RFC 9470 section 3): 401. */
export function insufficientUserAuthentication(description: string): BearerError {
  return new BearerError(401, 'insufficient_user_authentication', description, description);
}

/** @param detail the broken rule of RFC 9449 section 4.3, for the log */
export function invalidDpopProof(detail: string): BearerError {
  return new BearerError(
    401,
    'invalid_dpop_proof',
    'The DPoP proof is missing or not valid for this request.',
    detail,
  );
}

/** The proof lacks a nonce of ours, or has an old one (RFC 9449 section 9): 401 with a new one. */
export function useDpopNonce(): BearerError {
  return new BearerError(401, 'use_dpop_nonce', 'The DPoP proof needs the nonce of the DPoP-Nonce header.');
}

/**
 * Nobody could be asked whether the token is good: 503, never "allowed" and never "invalid".
 *
 * @param detail what failed, for the log
 * @param cause the error underneath
 */
export function authorityUnavailable(detail: string, cause?: unknown): BearerError {
  return new BearerError(
    503,
    'temporarily_unavailable',
    'The access token cannot be checked at the moment.',
    detail,
    cause,
  );
}
