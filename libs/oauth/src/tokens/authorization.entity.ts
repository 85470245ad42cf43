import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, flag, instant, json } from '../storage/columns.js';

/** Names of claims, by where they are to appear. */
export interface AllowedClaims {
  readonly userinfo: readonly string[];
  readonly idToken: readonly string[];
}

/**
 * What one user allowed one client on one occasion. Its code, refresh token and access tokens are valid only while
 * it is not revoked, so revoking it ends them all in one statement.
 */
@Entity({ name: 'oauth_authorization', synchronize: false })
export class Authorization {
  /** Also the id of its code and of its refresh token: there is at most one of each. */
  @PrimaryColumn({ name: 'id', ...binary }) id: Buffer;
  @Column({ name: 'client_id', ...exactText }) clientId: string;
  @Column({ name: 'subject', ...exactText }) subject: string;
  /** `sid` of the session in which it was allowed. */
  @Column({ name: 'session_id', ...binary, nullable: true }) sessionId: Buffer | null;
  @Column({ name: 'scopes', ...json }) scopes: string[];
  /** Resources of the authorization request (RFC 8707); empty when it named none. */
  @Column({ name: 'resources', ...json }) resources: string[];
  /** False for a client without that grant, and when the user refused the lasting access that was asked for. */
  @Column({ name: 'may_refresh', ...flag }) mayRefresh: boolean;
  /** The user allowed lasting access (`offline_access`): signing out does not end it (policy P12). */
  @Column({ name: 'offline', ...flag }) offline: boolean;
  /** Claims the request named one by one and the user allowed (OpenID Connect Core section 5.5). */
  @Column({ name: 'claims', ...json, nullable: true }) claims: AllowedClaims | null;
  /** How the user proved who they are; null in rows from before it was noted. */
  @Column({ name: 'acr', ...exactText, nullable: true }) acr: string | null;
  @Column({ name: 'amr', ...json, nullable: true }) amr: string[] | null;
  /** When the user proved who they are: `auth_time`. */
  @Column({ name: 'authenticated_at', ...instant }) authenticatedAt: number;
  @Column({ name: 'created_at', ...instant }) createdAt: number;
  /**
   * Nothing is issued under it afterwards. It is kept for another day, in which its last access token expires, and for as
   * long as a session may last, so that its client can still be told of the end of that (`oauth.pruning.ts`).
   */
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
  @Column({ name: 'revoked_at', ...instant, nullable: true }) revokedAt: number | null;
}
