import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant, json, jsonList } from '../storage/columns.js';

/** `act` of RFC 8693 section 4.1: the current actor outermost, earlier ones inside. */
export interface ActingParty {
  readonly sub: string;
  readonly client_id?: string;
  readonly act?: ActingParty;
}

/** A token that another one was exchanged for; its `jti` tells when it was issued. */
export interface ExchangedToken {
  readonly jti: string;
  readonly client_id: string;
}

/** An opaque access token, or the revocation of a JWT one (then `digest` is null and `id` its `jti`). */
@Entity({ name: 'oauth_access_token', synchronize: false })
export class AccessToken {
  @PrimaryColumn({ name: 'id', ...binary }) id: Buffer;
  @Column({ name: 'digest', ...binary, nullable: true }) digest: Buffer | null;
  /** Null for a token of the client itself (client_credentials). */
  @Column({ name: 'authorization_id', ...binary, nullable: true }) authorizationId: Buffer | null;
  @Column({ name: 'client_id', ...exactText }) clientId: string;
  @Column({ name: 'subject', ...exactText }) subject: string;
  @Column({ name: 'scopes', ...json }) scopes: string[];
  @Column({ name: 'audience', ...json }) audience: string[];
  /** Thumbprint of the key it is bound to (RFC 9449 section 6). */
  @Column({ name: 'dpop_jkt', ...exactText, nullable: true }) dpopJkt: string | null;
  /** Who acts for the subject (RFC 8693 section 4.1). */
  @Column({ name: 'act', ...json, nullable: true }) act: ActingParty | null;
  /** The tokens it was exchanged for, the first one first (RFC 8693). */
  @Column({ name: 'exchanged_from', ...jsonList, nullable: true }) exchangedFrom: ExchangedToken[];
  @Column({ name: 'issued_at', ...instant }) issuedAt: number;
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
  @Column({ name: 'revoked_at', ...instant, nullable: true }) revokedAt: number | null;
}
