import type { Client } from '../clients/client.entity.js';
import type { AuthorizationCode } from './authorization-code.entity.js';
import type { Authorization } from './authorization.entity.js';
import type { RefreshToken } from './refresh-token.entity.js';

/**
 * A grant's decision: who gets what, and which one-time value is used up by it. A grant only decides; the
 * `TokenIssuer` claims, mints and writes.
 */
export interface Approval {
  readonly client: Client;
  /** `sub` of the tokens: the user, or the client itself for client_credentials. */
  readonly subject: string;
  readonly scopes: readonly string[];
  /** `aud` of the access token; never empty (RFC 9068 section 3). */
  readonly audience: readonly string[];
  /** What the user allowed; null when no user is involved. */
  readonly authorization: Authorization | null;
  /** Echoed in the ID token when the authorization request had one. */
  readonly nonce: string | null;
  readonly consumes: Consumption | null;
}

export type Consumption =
  | { readonly kind: 'authorization_code'; readonly code: AuthorizationCode }
  /** Rotate the current refresh token. */
  | { readonly kind: 'refresh_token'; readonly token: RefreshToken; readonly presented: string }
  /** The answer of the last rotation was lost: give it again (policy P10). */
  | { readonly kind: 'refresh_token_repeat'; readonly token: RefreshToken; readonly presented: string }
  /**
   * A one-time value of the host's own. `claim` uses it up with one conditional statement and says whether this call was
   * the one that did; it is called right before the tokens are made.
   */
  | { readonly kind: 'claim'; readonly claim: () => Promise<boolean> };
