import { toSeconds } from '../primitives/clock.js';
import { sha256 } from '../primitives/digest.js';
import { idToText } from '../primitives/id.js';
import type { ResolvedOptions } from '../oauth.options.js';
import type { Approval } from './approval.js';

/** A decision, with the key that its request proved: not the grant's to say, so that no grant can get it wrong. */
export type KeyedApproval = Approval & { readonly dpopJkt: string | null };

/** What is decided at the moment a token is made. */
export interface Issuance {
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
  /** Lifetime of the access token in seconds. */
  readonly expiresIn: number;
  readonly jti: string;
}

type Claims = Readonly<Record<string, unknown>>;

/** @returns lifetime of the access token in seconds */
export function accessTokenLifetime(
  { client, notAfter = Infinity }: Approval,
  issuedAt: number,
  { lifetimes }: Pick<ResolvedOptions, 'lifetimes'>,
): number {
  const usual = client.accessTokenSeconds ?? lifetimes.accessToken;
  return Math.max(0, Math.min(usual, Math.floor((notAfter - issuedAt) / 1000)));
}

/**
 * What an access token in the form of a JWT says (RFC 9068 section 2.2). `grant_id` ties the token to its
 * authorization, so that revoking that one is enough.
 */
export function accessTokenClaims(
  approval: KeyedApproval,
  { issuedAt, expiresIn, jti }: Issuance,
  { issuer }: Pick<ResolvedOptions, 'issuer'>,
): Claims {
  const { client, subject, audience, scopes, authorization, dpopJkt, act, exchangedFrom } = approval;
  const iat = toSeconds(issuedAt);
  return {
    iss: issuer,
    sub: subject,
    aud: audience.length === 1 ? audience[0] : audience,
    client_id: client.clientId,
    scope: scopes.join(' '),
    iat,
    exp: iat + expiresIn,
    jti,
    // RFC 9449 section 6.1.
    ...(dpopJkt !== null && { cnf: { jkt: dpopJkt } }),
    ...(act && { act }),
    ...(exchangedFrom && { exchanged_from: exchangedFrom }),
    ...(authorization && {
      auth_time: toSeconds(authorization.authenticatedAt),
      ...(authorization.acr !== null && { acr: authorization.acr }),
      grant_id: idToText(authorization.id),
    }),
  };
}

/** Does the answer hold an ID token beside the access token? */
export function hasIdToken({ authorization, scopes }: Approval): boolean {
  return authorization !== null && scopes.includes('openid');
}

/** OpenID Connect Core section 2; the user's claims are at the userinfo endpoint. */
export function idTokenClaims(
  approval: Approval,
  issuedAt: number,
  accessToken: string,
  { issuer, lifetimes }: Pick<ResolvedOptions, 'issuer' | 'lifetimes'>,
): Claims {
  const iat = toSeconds(issuedAt);
  const { authenticatedAt, acr, amr, sessionId } = approval.authorization!;
  return {
    ...approval.idTokenClaims,
    iss: issuer,
    sub: approval.subject,
    aud: approval.client.clientId,
    iat,
    exp: iat + (approval.client.idTokenSeconds ?? lifetimes.idToken),
    auth_time: toSeconds(authenticatedAt),
    ...(acr !== null && { acr }),
    ...(amr !== null && { amr }),
    ...(sessionId !== null && { sid: idToText(sessionId) }),
    at_hash: sha256(accessToken).subarray(0, 16).toString('base64url'),
    ...(approval.nonce !== null && { nonce: approval.nonce }),
  };
}
