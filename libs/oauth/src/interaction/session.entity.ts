import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant } from '../storage/columns.js';

/** A signed-in browser. */
@Entity({ name: 'oauth_session', synchronize: false })
export class Session {
  @PrimaryColumn({ name: 'id', ...binary }) id: Buffer;
  /** SHA-256 of the cookie's value. */
  @Column({ name: 'digest', ...binary }) digest: Buffer;
  @Column({ name: 'subject', ...exactText }) subject: string;
  @Column({ name: 'authenticated_at', ...instant }) authenticatedAt: number;
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
}
