import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant } from '../storage/columns.js';

/** A user's authenticator app (RFC 6238). There is a row only once the user has shown a first code. */
@Entity({ name: 'oauth_totp', synchronize: false })
export class Totp {
  @PrimaryColumn({ name: 'subject', ...exactText }) subject: string;
  /** Encrypted under the master key: unlike a password it must be known to check a code. */
  @Column({ name: 'secret', ...binary }) secret: Buffer;
  /** The latest time step whose code was used; no code of it or of one before is good again (RFC 6238 section 5.2). */
  @Column({ name: 'last_step', ...instant }) lastStep: number;
  @Column({ name: 'created_at', ...instant }) createdAt: number;
}
