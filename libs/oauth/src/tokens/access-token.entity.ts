import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant, json } from '../storage/columns.js';

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
  @Column({ name: 'issued_at', ...instant }) issuedAt: number;
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
  @Column({ name: 'revoked_at', ...instant, nullable: true }) revokedAt: number | null;
}
