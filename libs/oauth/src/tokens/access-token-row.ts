import type { Handle } from '../primitives/handle.js';
import type { AccessToken } from './access-token.entity.js';
import type { KeyedApproval } from './token-claims.js';

/**
 * What the server keeps of an opaque access token.
 *
 * @param issuedAt milliseconds since the epoch
 * @param expiresIn seconds
 */
export function accessTokenRow(
  approval: KeyedApproval,
  { id, digest }: Pick<Handle, 'id' | 'digest'>,
  issuedAt: number,
  expiresIn: number,
): AccessToken {
  return {
    id,
    digest,
    authorizationId: approval.authorization?.id ?? null,
    clientId: approval.client.clientId,
    subject: approval.subject,
    scopes: [...approval.scopes],
    audience: [...approval.audience],
    dpopJkt: approval.dpopJkt,
    act: approval.act ?? null,
    exchangedFrom: [...(approval.exchangedFrom ?? [])],
    issuedAt,
    expiresAt: issuedAt + expiresIn * 1000,
    revokedAt: null,
  };
}
