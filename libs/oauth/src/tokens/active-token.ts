import type { Account } from '../accounts/account-store.js';
import type { ActingParty, ExchangedToken } from './access-token.entity.js';
import type { Authorization } from './authorization.entity.js';

/** An access token that is valid now. Times in seconds, as on the wire. */
export interface ActiveToken {
  readonly id: Buffer;
  readonly format: 'jwt' | 'opaque';
  readonly jti: string;
  readonly clientId: string;
  readonly subject: string;
  /** The user; null for a token of the client itself. */
  readonly account: Account | null;
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly authorization: Authorization | null;
  /** Thumbprint of the key it is bound to; null for a bearer token (RFC 9449 section 6). */
  readonly dpopJkt: string | null;
  readonly act: ActingParty | null;
  /** The tokens it was exchanged for, the first one first; empty for a token that is none of an exchange. */
  readonly exchangedFrom: readonly ExchangedToken[];
}
