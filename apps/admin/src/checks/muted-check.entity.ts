import { exactText, instant, uuid } from '@portcullis/oauth';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Somebody's word that a finding is all right. Outlives the finding, and does not count for one that has become more
 * severe since.
 */
@Entity({ name: 'admin_muted_check', synchronize: false })
export class MutedCheck {
  /** Of the finding. */
  @PrimaryColumn({ name: 'id', ...uuid }) id: string;
  @Column({ name: 'client_id', ...exactText, nullable: true }) clientId: string | null;
  @Column({ name: 'severity', type: 'int' }) severity: number;
  @Column({ name: 'reason', type: 'varchar' }) reason: string;
  @Column({ name: 'muted_by', type: 'varchar' }) mutedBy: string;
  @Column({ name: 'muted_at', ...instant }) mutedAt: number;
}
