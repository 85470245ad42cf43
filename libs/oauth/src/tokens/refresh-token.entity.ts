import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant, json } from '../storage/columns.js';

/**
 * The refresh token of an authorization: one row for the whole family, rewritten in place by each rotation.
 * One conditional UPDATE both retires the presented token and installs its successor, so there is no moment at
 * which a crash could lose or double the session, and the table does not grow with use (ADR 0003).
 */
@Entity({ name: 'oauth_refresh_token', synchronize: false })
export class RefreshToken {
  /** The authorization's id: the family. */
  @PrimaryColumn({ name: 'id', ...binary }) id: Buffer;
  /** Grows by one with each rotation. */
  @Column({ name: 'generation', type: 'int' }) generation: number;
  /** SHA-256 of the current token. */
  @Column({ name: 'digest', ...binary }) digest: Buffer;
  /** SHA-256 of its predecessor, which may be retried within the grace window. */
  @Column({ name: 'previous_digest', ...binary, nullable: true }) previousDigest: Buffer | null;
  /** When the latest tokens were rotated away, newest last: tells a late retry from reuse. */
  @Column({ name: 'rotations', ...json }) rotations: number[];
  /** The token answer of the latest rotation, encrypted under a key derived from the predecessor. */
  @Column({ name: 'answer', ...binary, nullable: true }) answer: Buffer | null;
  /** How often that answer was given again. */
  @Column({ name: 'repeats', type: 'int' }) repeats: number;
  /** End of the grace window; the answer is wiped after it. */
  @Column({ name: 'answer_until', ...instant, nullable: true }) answerUntil: number | null;
  /** Thumbprint of the key it is bound to: a public client's, once it showed one (RFC 9449 section 5). */
  @Column({ name: 'dpop_jkt', ...exactText, nullable: true }) dpopJkt: string | null;
  /** Ends the family unless it is used before. */
  @Column({ name: 'idle_expires_at', ...instant }) idleExpiresAt: number;
  /** Ends the family in any case. */
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
}
