import type { TokenSet } from '../tokens/token-set.js';

/** RFC 6749 section 5.1, with `id_token` of OpenID Connect Core section 3.1.3.3. */
export interface TokenResponse {
  readonly access_token: string;
  /** RFC 9449 section 5. */
  readonly token_type: 'Bearer' | 'DPoP';
  /** Seconds. */
  readonly expires_in: number;
  /** The older dialect's name for `expires_in`. */
  readonly expire_in?: number;
  /** Absent when nothing was granted: an empty value is no scope (RFC 6749 section 3.3). */
  readonly scope?: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  /** RFC 8693 section 2.2.1. */
  readonly issued_token_type?: string;
}

export function toTokenResponse(tokens: TokenSet, legacy: boolean): TokenResponse {
  return {
    access_token: tokens.accessToken,
    token_type: tokens.dpopJkt ? 'DPoP' : 'Bearer',
    expires_in: tokens.expiresIn,
    ...(legacy && { expire_in: tokens.expiresIn }),
    ...(tokens.scopes.length > 0 && { scope: tokens.scopes.join(' ') }),
    ...(tokens.refreshToken && { refresh_token: tokens.refreshToken }),
    ...(tokens.idToken && { id_token: tokens.idToken }),
    ...(tokens.issuedTokenType && { issued_token_type: tokens.issuedTokenType }),
  };
}
