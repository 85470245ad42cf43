import type { ActiveToken } from '../tokens/active-token.js';

/** The map of the older dialect: `user_name` instead of `sub`, `scope` and `aud` always lists. */
export interface CheckTokenResponse {
  readonly active: true;
  readonly client_id: string;
  readonly user_name?: string;
  readonly authorities?: readonly string[];
  readonly scope: readonly string[];
  readonly aud: readonly string[];
  /** Seconds since the epoch. */
  readonly exp: number;
  readonly jti: string;
}

export function toCheckTokenResponse(token: ActiveToken): CheckTokenResponse {
  const { account } = token;
  const authorities = account?.claims['authorities'];
  return {
    aud: token.audience,
    ...(account && { user_name: account.username }),
    scope: token.scopes,
    active: true,
    exp: token.expiresAt,
    ...(Array.isArray(authorities) && authorities.length > 0 && { authorities: authorities.map(String) }),
    jti: token.jti,
    client_id: token.clientId,
  };
}
