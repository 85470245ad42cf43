import type { AuditEventName, HostEventName } from '../audit/events.js';
import type { Client } from '../clients/client.entity.js';
import type { ActingParty, ExchangedToken } from './access-token.entity.js';
import type { EntityClass } from '../storage/table.js';
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
  /** Claims about the user that the ID token shall hold (OpenID Connect Core section 5.5). */
  readonly idTokenClaims?: Readonly<Record<string, unknown>>;
  /** Echoed in the ID token when the authorization request had one. */
  readonly nonce: string | null;
  readonly consumes: Consumption | null;
  /** The access token ends by then, whatever the client's lifetime. Milliseconds since the epoch. */
  readonly notAfter?: number;
  /** Who acts for the subject (RFC 8693 section 4.1). */
  readonly act?: ActingParty | null;
  /** The tokens that the access token was exchanged for, the first one first: it ends with any of them. */
  readonly exchangedFrom?: readonly ExchangedToken[];
  /** `issued_token_type` of the answer (RFC 8693 section 2.2.1). */
  readonly issuedTokenType?: string;
  /** Written to the audit log when the tokens are issued. Never a secret, a token or a code in `data`. */
  readonly audit?: {
    readonly event: AuditEventName | HostEventName;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

/** A row that one request uses up, and that is good for nothing once it has expired. Its id is its authorization's. */
export interface OneTimeCode {
  readonly id: Buffer;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly consumedAt: number | null;
}

export type Consumption =
  | { readonly kind: 'authorization_code'; readonly code: AuthorizationCode }
  /** The code of a grant that has a table of its own, such as a device code. */
  | { readonly kind: 'one_time_code'; readonly code: OneTimeCode; readonly table: EntityClass<OneTimeCode> }
  /** Rotate the current refresh token. */
  | { readonly kind: 'refresh_token'; readonly token: RefreshToken; readonly presented: string }
  /** Answer with the current refresh token itself (policy P9). */
  | { readonly kind: 'refresh_token_kept'; readonly token: RefreshToken; readonly presented: string }
  /** The answer of the last rotation was lost: give it again (policy P10). */
  | { readonly kind: 'refresh_token_repeat'; readonly token: RefreshToken; readonly presented: string }
  /**
   * A one-time value of the host's own. `claim` uses it up with one conditional statement and says whether this call was
   * the one that did; it is called right before the tokens are made.
   */
  | { readonly kind: 'claim'; readonly claim: () => Promise<boolean> };
