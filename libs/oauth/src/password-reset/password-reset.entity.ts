import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant } from '../storage/columns.js';

/** A link, from a mail or handed over by an administrator: good for one new password. */
@Entity({ name: 'oauth_password_reset', synchronize: false })
export class PasswordReset {
  @PrimaryColumn({ name: 'id', ...binary }) id: Buffer;
  /** SHA-256 of the token in the link. */
  @Column({ name: 'digest', ...binary }) digest: Buffer;
  @Column({ name: 'subject', ...exactText }) subject: string;
  @Column({ name: 'created_at', ...instant }) createdAt: number;
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
  @Column({ name: 'used_at', ...instant, nullable: true }) usedAt: number | null;
}
