import type { Client } from '../clients/client.entity.js';
import type { ActiveToken } from '../tokens/active-token.js';
import type { ExchangeKind } from './exchange-rule.js';

/** What a client wants to exchange (RFC 8693 section 2.1). Both tokens are active, and their keys were proven. */
export interface ExchangeRequest {
  /** Confidential, authenticated, and registered for the grant. */
  readonly client: Client;
  /** A user's access token. */
  readonly subject: ActiveToken;
  /** An access token of the client itself that says who acts; null when the client does. */
  readonly actor: ActiveToken | null;
  /** `resource` or `audience`, as the client wrote it; null when it named neither. */
  readonly target: string | null;
  /** The subject token was issued to the client, or for an API that the client stands for. */
  readonly isMeantForClient: boolean;
}

/** What the client may have. Scopes, lifetime and actors of the new token never exceed those of the subject token. */
export interface ExchangePermit {
  readonly kind: ExchangeKind;
  /** Audience of the new token; it must be the `target`, where there is one. */
  readonly audience: string;
  /** The new token has none but these; absent for no limit. */
  readonly scopes?: readonly string[];
  /**
   * The subject token may be one that was not meant for the client. Absent: it may not. Otherwise whoever gets hold of
   * a token could turn it into one for somewhere else (CVE-2022-1245).
   */
  readonly acceptsForeignTokens?: boolean;
}

/** Port: who may exchange which token for which audience (RFC 8693). The default asks the rules of the options. */
export abstract class ExchangePolicy {
  /** False where nobody may exchange anything: the grant is then neither advertised nor served. Default: true. */
  get permitsAnything(): boolean {
    return true;
  }

  /**
   * @returns null when the client may not have a token for this audience (`invalid_target`)
   * @throws OAuthError, such as `errors.invalidRequest` for a subject token that is not acceptable
   */
  abstract permit(request: ExchangeRequest): Promise<ExchangePermit | null>;
}
