import { binary, instant } from '@portcullis/oauth';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The one-time link to the first owner; there is at most one, the latest. */
@Entity({ name: 'admin_setup', synchronize: false })
export class AdminSetup {
  /** Always 1: a new link replaces the one before. */
  @PrimaryColumn({ type: 'int' })
  id: number;

  /** SHA-256 of the token in the link. */
  @Column(binary)
  digest: Buffer;

  @Column({ ...instant, name: 'expires_at' })
  expiresAt: number;
}
