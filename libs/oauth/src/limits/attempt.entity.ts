import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, instant } from '../storage/columns.js';

/** How often somebody tried something within one window; shared by all processes. */
@Entity({ name: 'oauth_attempt', synchronize: false })
export class Attempt {
  /** SHA-256 of what is counted: the purpose, and the account, client or source. */
  @PrimaryColumn({ name: 'id', ...binary }) id: Buffer;
  @Column({ name: 'count', type: 'int' }) count: number;
  /** End of the window; the next attempt after it starts a new one. */
  @Column({ name: 'window_ends_at', ...instant }) windowEndsAt: number;
}
