import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant, uuid } from '../storage/columns.js';

/** One of a client's secrets. Several may be live at a time, so that a rotation needs no downtime. */
@Entity({ name: 'oauth_client_secret', synchronize: false })
export class ClientSecret {
  @PrimaryColumn({ name: 'id', ...uuid }) id: string;
  @Column({ name: 'client_id', ...exactText }) clientId: string;
  @Column({ name: 'name', type: 'varchar' }) name: string;
  /** The first characters of the value, to tell secrets apart in a list. */
  @Column({ name: 'prefix', type: 'varchar' }) prefix: string;
  /** SHA-256 of the value: generated with 256 bits, so nothing slower is needed. Without meaning beside `bcrypt`. */
  @Column({ name: 'digest', ...binary }) digest: Buffer;
  /** Hash of a value that came from another server and may have been chosen by a person; null for all others. */
  @Column({ name: 'bcrypt', type: 'varchar', nullable: true }) bcrypt: string | null;
  @Column({ name: 'created_at', ...instant }) createdAt: number;
  @Column({ name: 'created_by', type: 'varchar' }) createdBy: string;
  @Column({ name: 'expires_at', ...instant, nullable: true }) expiresAt: number | null;
  @Column({ name: 'last_used_at', ...instant, nullable: true }) lastUsedAt: number | null;
  @Column({ name: 'disabled_at', ...instant, nullable: true }) disabledAt: number | null;
}
