import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, flag, instant, json } from '../storage/columns.js';

/** A user's passkey (WebAuthn). */
@Entity({ name: 'oauth_passkey', synchronize: false })
export class Passkey {
  /** SHA-256 of the credential id, which may be longer than a key can be. */
  @PrimaryColumn({ name: 'id', ...binary }) id: Buffer;
  @Column({ name: 'credential_id', ...binary }) credentialId: Buffer;
  @Column({ name: 'subject', ...exactText }) subject: string;
  /** COSE key. */
  @Column({ name: 'public_key', ...binary }) publicKey: Buffer;
  /** Signature counter; 0 for ever where the authenticator has none. */
  @Column({ name: 'counter', ...instant }) counter: number;
  @Column({ name: 'transports', ...json }) transports: string[];
  /** What the user calls it. */
  @Column({ name: 'name', type: 'varchar' }) name: string;
  /** Kept in the user's cloud account too. */
  @Column({ name: 'backed_up', ...flag }) backedUp: boolean;
  @Column({ name: 'created_at', ...instant }) createdAt: number;
  @Column({ name: 'last_used_at', ...instant, nullable: true }) lastUsedAt: number | null;
}
