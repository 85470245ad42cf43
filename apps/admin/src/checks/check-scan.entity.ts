import { binary, instant } from '@portcullis/oauth';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The one row by which several processes agree who looks through everything, and when. */
@Entity({ name: 'admin_check_scan', synchronize: false })
export class CheckScan {
  @PrimaryColumn({ name: 'name', type: 'varchar' }) name: string;
  /** The process that scans; another one may begin once `leasedUntil` has passed. */
  @Column({ name: 'holder', ...binary, nullable: true }) holder: Buffer | null;
  @Column({ name: 'leased_until', ...instant }) leasedUntil: number;
  @Column({ name: 'due_at', ...instant }) dueAt: number;
  @Column({ name: 'finished_at', ...instant, nullable: true }) finishedAt: number | null;
}
