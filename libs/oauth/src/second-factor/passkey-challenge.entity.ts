import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant } from '../storage/columns.js';

/** A challenge that waits for its passkey. Deleting the row is the gate: each is answered once. */
@Entity({ name: 'oauth_passkey_challenge', synchronize: false })
export class PasskeyChallenge {
  /** SHA-256 of the challenge. */
  @PrimaryColumn({ name: 'id', ...binary }) id: Buffer;
  /** What it was made for, and for whom: an answer to one is no answer to another. */
  @Column({ name: 'purpose', ...exactText }) purpose: string;
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
}
