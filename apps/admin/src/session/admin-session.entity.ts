import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant } from '@portcullis/oauth';

/** One browser in which an admin is signed in. The browser holds a handle; the row holds its digest. */
@Entity({ name: 'admin_session', synchronize: false })
export class AdminSession {
  @PrimaryColumn(binary)
  id: Buffer;

  @Column(binary)
  digest: Buffer;

  @Column(exactText)
  subject: string;

  @Column({ type: 'varchar' })
  name: string;

  /** Refresh token from the authorization server, sealed; it never leaves this server. Null when none was issued. */
  @Column({ ...binary, name: 'refresh_token', nullable: true })
  refreshToken: Buffer | null;

  /** ID token, sealed: the authorization server's proof that it is this session that is to end. */
  @Column({ ...binary, name: 'id_token', nullable: true })
  idToken: Buffer | null;

  @Column({ ...instant, name: 'created_at' })
  createdAt: number;

  /** When the person last proved who they are, by the ID token's `auth_time`. */
  @Column({ ...instant, name: 'proven_at' })
  provenAt: number;

  @Column({ ...instant, name: 'last_seen_at' })
  lastSeenAt: number;

  /** When it ends if nobody uses it; never later than the absolute end. */
  @Column({ ...instant, name: 'idle_expires_at' })
  idleExpiresAt: number;

  @Column({ ...instant, name: 'absolute_expires_at' })
  absoluteExpiresAt: number;

  /** What the browser said of itself; anybody can send anything. */
  @Column({ type: 'varchar', name: 'user_agent', nullable: true })
  userAgent: string | null;

  /** The address that the sign-in came from. */
  @Column({ type: 'varchar', nullable: true })
  source: string | null;

  /** When to ask the authorization server again whether this person is still welcome. */
  @Column({ ...instant, name: 'renew_at' })
  renewAt: number;
}
