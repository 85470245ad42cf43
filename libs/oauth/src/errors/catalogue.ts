import { OAuthError } from './oauth-error.js';

// RFC 6749 section 5.2, token endpoint
export const invalidRequest = OAuthError.define('invalid_request', 400, 'The request is malformed.');
/** 401 always carries a challenge (RFC 9110 section 15.5.2). */
export const invalidClient = OAuthError.define('invalid_client', 401, 'Client authentication failed.').with({
  'WWW-Authenticate': 'Basic realm="portcullis", charset="UTF-8"',
});
export const invalidGrant = OAuthError.define(
  'invalid_grant',
  400,
  'The grant is invalid, expired or already used.',
);
export const unauthorizedClient = OAuthError.define(
  'unauthorized_client',
  400,
  'The client may not use this grant type.',
);
export const unsupportedGrantType = OAuthError.define(
  'unsupported_grant_type',
  400,
  'The grant type is not supported.',
);
export const invalidScope = OAuthError.define('invalid_scope', 400, 'The requested scope is invalid.');

// RFC 6749 section 4.1.2.1, authorization endpoint
export const accessDenied = OAuthError.define('access_denied', 403, 'The request was denied.');
export const unsupportedResponseType = OAuthError.define(
  'unsupported_response_type',
  400,
  'Only the response type code is supported.',
);
export const serverError = OAuthError.define('server_error', 500, 'The server met an unexpected condition.');

/** Storage does not answer: never success, never "active" (policy P22). */
export const temporarilyUnavailable = OAuthError.define(
  'temporarily_unavailable',
  503,
  'The server cannot answer now. Try again shortly.',
).with({ 'Retry-After': '5' });

/** Somebody is guessing; whoever sends it says in Retry-After when it may be tried again (RFC 6585 section 4). */
export const tooManyAttempts = OAuthError.define(
  'temporarily_unavailable',
  429,
  'There were too many attempts. Try again later.',
);

// OpenID Connect Core section 3.1.2.6
export const loginRequired = OAuthError.define('login_required', 400, 'The user must sign in.');
export const consentRequired = OAuthError.define('consent_required', 400, 'The user must consent.');
export const requestNotSupported = OAuthError.define(
  'request_not_supported',
  400,
  'Request objects are not supported.',
);
export const requestUriNotSupported = OAuthError.define(
  'request_uri_not_supported',
  400,
  'The parameter request_uri is not supported.',
);

export const registrationNotSupported = OAuthError.define(
  'registration_not_supported',
  400,
  'The parameter registration is not supported.',
);
// OpenID Connect Core Error Code unmet_authentication_requirements 1.0
export const unmetAuthenticationRequirements = OAuthError.define(
  'unmet_authentication_requirements',
  400,
  'The user cannot be authenticated in the way that was asked for.',
);
// RFC 9101 section 6.2, RFC 9126 section 2.3
export const invalidRequestUri = OAuthError.define(
  'invalid_request_uri',
  400,
  'The request_uri is unknown, expired or already used.',
);
// RFC 8628 section 3.5
export const authorizationPending = OAuthError.define(
  'authorization_pending',
  400,
  'The user has not decided yet.',
);
export const slowDown = OAuthError.define('slow_down', 400, 'Wait 5 seconds longer between two polls.');
export const expiredToken = OAuthError.define('expired_token', 400, 'The device code has expired.');

// RFC 8707 section 2
export const invalidTarget = OAuthError.define(
  'invalid_target',
  400,
  'The requested resource is not allowed.',
);

// RFC 6750 section 3.1
export const invalidToken = OAuthError.define(
  'invalid_token',
  401,
  'The access token is invalid or expired.',
);

export const insufficientScope = OAuthError.define(
  'insufficient_scope',
  403,
  'The access token lacks a scope that this endpoint needs.',
);

// RFC 9449 section 12.2
export const invalidDpopProof = OAuthError.define(
  'invalid_dpop_proof',
  400,
  'The DPoP proof is missing or not valid for this request.',
);
/** Always sent with the nonce to use (RFC 9449 sections 8 and 9). */
export const useDpopNonce = OAuthError.define(
  'use_dpop_nonce',
  400,
  'The DPoP proof must carry the nonce that comes with this answer.',
);

export const methodNotAllowed = OAuthError.define(
  'invalid_request',
  405,
  'The request method is not allowed.',
);
export const payloadTooLarge = OAuthError.define('invalid_request', 413, 'The request body is too large.');
