import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, instant } from '@portcullis/oauth';

export type AdminRole = 'owner';

/** Somebody who may use the admin app: a subject of the authorization server. */
@Entity({ name: 'admin_member', synchronize: false })
export class AdminMember {
  @PrimaryColumn(exactText)
  subject: string;

  @Column({ type: 'varchar' })
  role: AdminRole;

  @Column({ type: 'varchar' })
  name: string;

  @Column({ ...instant, name: 'created_at' })
  createdAt: number;
}
