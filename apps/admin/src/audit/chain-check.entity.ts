import { instant, json } from '@portcullis/oauth';
import type { ChainReport } from '@portcullis/oauth';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The last check of the chain over the audit log, whichever process makes it. There is one row. */
@Entity({ name: 'admin_chain_check', synchronize: false })
export class ChainCheck {
  @PrimaryColumn({ name: 'id', type: 'int' }) id: number;
  @Column({ name: 'started_at', ...instant }) startedAt: number;
  /** Name of who asked for it. */
  @Column({ name: 'started_by', type: 'varchar' }) startedBy: string;
  /** Written again and again while it runs: the process that makes it is alive. */
  @Column({ name: 'beat_at', ...instant }) beatAt: number;
  @Column({ name: 'seal', ...instant }) seal: number;
  @Column({ name: 'seals', ...instant }) seals: number;
  @Column({ name: 'finished_at', ...instant, nullable: true }) finishedAt: number | null;
  /** Null while it runs, and for a check that broke off. */
  @Column({ name: 'report', ...json, nullable: true }) report: ChainReport | null;
}
