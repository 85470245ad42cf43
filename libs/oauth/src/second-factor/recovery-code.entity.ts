import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant } from '../storage/columns.js';

/** One way back in for a user without their second factor. Deleting the row is the gate: each works once. */
@Entity({ name: 'oauth_recovery_code', synchronize: false })
export class RecoveryCode {
  @PrimaryColumn({ name: 'subject', ...exactText }) subject: string;
  /** SHA-256: the code is random, so nobody can try them all. */
  @PrimaryColumn({ name: 'digest', ...binary }) digest: Buffer;
  @Column({ name: 'created_at', ...instant }) createdAt: number;
}
