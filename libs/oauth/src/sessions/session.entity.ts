import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, flag, instant, json } from '../storage/columns.js';

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
  /** As the browser named itself, cut to 400 characters. */
  @Column({ name: 'user_agent', type: 'varchar', nullable: true }) userAgent: string | null;
  /** Where the sign-in came from, as `sourceOf` tells it. */
  @Column({ name: 'source', ...exactText, nullable: true }) source: string | null;
  /** The user asked to stay signed in after the browser is closed. */
  @Column({ name: 'kept', ...flag }) kept: boolean;
  @Column({ name: 'authenticated_at', ...instant }) authenticatedAt: number;
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
}

/** `sid` of a session's tokens; a session from before they had one is known by its id. */
export function sidOf(session: Session): Buffer {
  return session.sid ?? session.id;
}
