import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, instant } from '../storage/columns.js';

/** A `jti` that has been seen: its primary key lets exactly one request be the first. */
@Entity({ name: 'oauth_used_jti', synchronize: false })
export class UsedJti {
  /** 32 bytes that stand for who used it, for what, and the `jti`. */
  @PrimaryColumn({ name: 'id', ...binary }) id: Buffer;
  /** Afterwards what it stood in is refused for its age. */
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
}
