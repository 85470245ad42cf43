import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant, json } from '../storage/columns.js';

/** A signed-in browser. */
@Entity({ name: 'oauth_session', synchronize: false })
export class Session {
  @PrimaryColumn({ name: 'id', ...binary }) id: Buffer;
  /** SHA-256 of the cookie's value. */
  @Column({ name: 'digest', ...binary }) digest: Buffer;
  @Column({ name: 'subject', ...exactText }) subject: string;
  /** `sid` of tokens: outlives a renewed sign-in of the same user, which gives the browser a new `id`. */
  @Column({ name: 'sid', ...binary, nullable: true }) sid: Buffer | null;
  /** How the user proved who they are: `acr` and `amr` (OpenID Connect Core section 2, RFC 8176). */
  @Column({ name: 'acr', ...exactText, nullable: true }) acr: string | null;
  @Column({ name: 'amr', ...json, nullable: true }) amr: string[] | null;
  @Column({ name: 'authenticated_at', ...instant }) authenticatedAt: number;
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
}
