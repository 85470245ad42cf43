import { exactText, instant } from '@portcullis/oauth';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A hint that a member does not want to see any more. */
@Entity({ name: 'admin_dismissal', synchronize: false })
export class Dismissal {
  @PrimaryColumn({ name: 'subject', ...exactText }) subject: string;
  @PrimaryColumn({ name: 'hint', type: 'varchar' }) hint: string;
  @Column({ name: 'dismissed_at', ...instant }) dismissedAt: number;
}
