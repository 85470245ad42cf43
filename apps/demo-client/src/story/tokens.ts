import type { TokenEndpointResponse } from 'openid-client';
import type { Tokens } from './story.js';

/**
 * @param response the token response (RFC 6749 section 5.1)
 * @param previous the tokens used to get it; an answer without a refresh token or scope leaves the old ones valid
 */
export function toTokens(response: TokenEndpointResponse, previous: Tokens | null, now: Date): Tokens {
  return {
    accessToken: response.access_token,
    refreshToken: response.refresh_token ?? previous?.refreshToken ?? null,
    scope: response.scope ?? previous?.scope ?? null,
    expiresAt:
      response.expires_in === undefined ? null : new Date(now.getTime() + response.expires_in * 1_000),
  };
}
