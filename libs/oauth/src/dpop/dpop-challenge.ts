import type { OAuthError } from '../errors/oauth-error.js';
import { DPOP_ALGORITHMS } from './dpop-algorithms.js';

/**
 * A challenge of the DPoP scheme (RFC 9449 section 7.1).
 *
 * @param error left out when the request carried no token
 * @param scopes scope tokens that the endpoint asks for
 * @returns for example `DPoP error="invalid_token", error_description="…", algs="ES256 …"`
 */
export function dpopChallenge(error?: OAuthError, scopes: readonly string[] = []): string {
  const attributes = [
    ...(error ? [`error="${error.code}"`, `error_description="${error.description}"`] : []),
    ...(scopes.length > 0 ? [`scope="${scopes.join(' ')}"`] : []),
    `algs="${DPOP_ALGORITHMS.join(' ')}"`,
  ];
  return `DPoP ${attributes.join(', ')}`;
}
