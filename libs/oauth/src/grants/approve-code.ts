import type { Account } from '../accounts/account-store.js';
import { claimsOf } from '../accounts/standard-claims.js';
import type { Client } from '../clients/client.entity.js';
import type { Approval } from '../tokens/approval.js';
import type { Authorization } from '../tokens/authorization.entity.js';
import { audienceFor } from './audience.js';
import { stillAllowed } from './still-allowed.js';

/** What a code stands for. */
export interface CodeTerms {
  readonly client: Client;
  readonly authorization: Authorization;
  readonly account: Account;
  /** The `resource` parameter of the token request. */
  readonly resource: string | undefined;
  readonly nonce: string | null;
  readonly issuer: string;
}

/**
 * The decision about a code that is good, without its consumption. The token preview asks for it too: what it shows is
 * what would be issued.
 *
 * @throws invalid_target
 */
export function approveCode(terms: CodeTerms): Omit<Approval, 'consumes'> {
  const { client, authorization, account, resource, nonce, issuer } = terms;
  return {
    client,
    subject: authorization.subject,
    scopes: stillAllowed(authorization.scopes, client),
    audience: audienceFor(client, resource, authorization.resources, issuer),
    authorization,
    idTokenClaims: claimsOf(account, authorization.claims?.idToken ?? []),
    nonce,
  };
}
