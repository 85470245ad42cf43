import type { Client } from '../clients/client.entity.js';
import type { Lifetimes } from '../oauth.options.js';
import type { AllowedClaims, Authorization } from './authorization.entity.js';

/** What one user allowed one client on one occasion, before it is written down. */
export interface Permission {
  readonly client: Client;
  readonly subject: string;
  /** `sid` of the session in which it was allowed. */
  readonly sessionId: Buffer;
  /** When the user proved who they are. Milliseconds since the epoch. */
  readonly authenticatedAt: number;
  readonly acr: string | null;
  readonly amr: readonly string[] | null;
  readonly scopes: readonly string[];
  /** What the client asked for; the user may have allowed less. */
  readonly requestedScopes: readonly string[];
  readonly resources: readonly string[];
  readonly claims: AllowedClaims | null;
}

/**
 * The row that stands for a permission.
 *
 * @param id also that of its code and of its refresh token
 * @param now milliseconds since the epoch
 */
export function toAuthorization(
  permission: Permission,
  id: Buffer,
  now: number,
  lifetimes: Lifetimes,
): Authorization {
  const { client, scopes } = permission;
  const mayRefresh = mayBeRefreshed(permission);
  const seconds = mayRefresh
    ? lifetimes.refreshAbsolute
    : lifetimes.code + (client.accessTokenSeconds ?? lifetimes.accessToken);
  return {
    id,
    clientId: client.clientId,
    subject: permission.subject,
    sessionId: permission.sessionId,
    scopes: [...scopes],
    resources: [...permission.resources],
    mayRefresh,
    offline: mayRefresh && scopes.includes('offline_access'),
    claims: permission.claims,
    acr: permission.acr,
    amr: permission.amr && [...permission.amr],
    authenticatedAt: permission.authenticatedAt,
    createdAt: now,
    expiresAt: now + seconds * 1000,
    revokedAt: null,
  };
}

/**
 * Lasting access goes with the grant, unless it was asked for by name and the user said no (OpenID Connect Core
 * section 11).
 */
function mayBeRefreshed({ client, requestedScopes, scopes }: Permission): boolean {
  const refused = requestedScopes.includes('offline_access') && !scopes.includes('offline_access');
  return client.grantTypes.includes('refresh_token') && !refused;
}
