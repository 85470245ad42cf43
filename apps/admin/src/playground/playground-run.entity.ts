import { binary, exactText, instant } from '@portcullis/oauth';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A flow that somebody tries out. */
@Entity({ name: 'admin_playground_run', synchronize: false })
export class PlaygroundRun {
  @PrimaryColumn(binary)
  id: Buffer;

  /** Whose it is: nobody else sees it. */
  @Column(exactText)
  subject: string;

  /** What was sent and received, tokens included, sealed. */
  @Column(binary)
  sealed: Buffer;

  /** Grows with every step; of two steps at once one is refused. */
  @Column({ type: 'int' })
  version: number;

  @Column({ ...instant, name: 'expires_at' })
  expiresAt: number;
}
