import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, instant } from '@portcullis/oauth';

/** A sign-in on its way: what we must remember between leaving for the authorization server and coming back. */
@Entity({ name: 'admin_pending_sign_in', synchronize: false })
export class PendingSignIn {
  /** The id inside the `state` parameter. */
  @PrimaryColumn(binary)
  id: Buffer;

  /** SHA-256 of the `state` parameter. */
  @Column(binary)
  digest: Buffer;

  /** SHA-256 of the browser's cookie: a `state` is worth nothing in another browser (RFC 9700 section 4.7). */
  @Column({ ...binary, name: 'bound_to' })
  boundTo: Buffer;

  /** PKCE verifier, nonce and the page to return to, sealed. */
  @Column(binary)
  sealed: Buffer;

  @Column({ ...instant, name: 'expires_at' })
  expiresAt: number;
}
