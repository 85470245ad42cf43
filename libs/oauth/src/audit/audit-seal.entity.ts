import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, instant } from '../storage/columns.js';

/** One link of the chain over the audit log: what stood in it, sealed with a key that is not in the database. */
@Entity({ name: 'oauth_audit_seal', synchronize: false })
export class AuditSeal {
  /** Counts from 1. The primary key decides which of several processes makes a seal. */
  @PrimaryColumn({ name: 'number', ...instant }) number: number;
  @Column({ name: 'sealed_at', ...instant }) sealedAt: number;
  /** The lowest seal that had to stand when this one was made; those before it were not needed any more. */
  @Column({ name: 'first_number', ...instant }) first: number;
  /** Every event up to this id has been looked at. */
  @Column({ name: 'up_to', ...binary }) upTo: Buffer;
  /** How many events it seals. */
  @Column({ name: 'events', type: 'int' }) events: number;
  /** One after the other: id, digest, days that it is kept. See `seal-entries.ts`. */
  @Column({ name: 'entries', ...binary }) entries: Buffer;
  /** Hash of the seal before; of the first one zeros. */
  @Column({ name: 'previous', ...binary }) previous: Buffer;
  @Column({ name: 'hash', ...binary }) hash: Buffer;
}
