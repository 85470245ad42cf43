import { toSeconds } from '../primitives/clock.js';
import type { ActingParty } from '../tokens/access-token.entity.js';
import type { ActiveToken } from '../tokens/active-token.js';

/** RFC 7662 section 2.2. For a token that is not active nothing else is said. */
export type IntrospectionResponse = { readonly active: false } | ActiveResponse;

export interface ActiveResponse {
  readonly active: true;
  readonly iss: string;
  readonly sub: string;
  readonly client_id: string;
  readonly username?: string;
  readonly scope: string;
  readonly aud: string | readonly string[];
  readonly token_type: 'Bearer' | 'DPoP';
  /** RFC 9449 section 6.2. */
  readonly cnf?: { readonly jkt: string };
  /** RFC 8693 section 4.1. */
  readonly act?: ActingParty;
  /** RFC 9470 section 6.2; seconds since the epoch. */
  readonly auth_time?: number;
  readonly acr?: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
}

export function toIntrospectionResponse(token: ActiveToken | null, issuer: string): IntrospectionResponse {
  if (!token) return { active: false };
  return {
    active: true,
    iss: issuer,
    sub: token.subject,
    client_id: token.clientId,
    ...(token.account && { username: token.account.username }),
    scope: token.scopes.join(' '),
    aud: token.audience.length === 1 ? token.audience[0]! : token.audience,
    token_type: token.dpopJkt === null ? 'Bearer' : 'DPoP',
    ...(token.dpopJkt !== null && { cnf: { jkt: token.dpopJkt } }),
    ...(token.act && { act: token.act }),
    ...(token.authorization && { auth_time: toSeconds(token.authorization.authenticatedAt) }),
    ...(token.authorization?.acr && { acr: token.authorization.acr }),
    iat: token.issuedAt,
    exp: token.expiresAt,
    jti: token.jti,
  };
}
