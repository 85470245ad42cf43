import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, flag, instant } from '@portcullis/oauth';
import type { AdminRole } from '../access/roles.js';

/** Somebody who may use the admin app: a subject of the authorization server. */
@Entity({ name: 'admin_member', synchronize: false })
export class AdminMember {
  @PrimaryColumn(exactText)
  subject: string;

  @Column({ type: 'varchar' })
  role: AdminRole;

  @Column({ type: 'varchar' })
  name: string;

  /** A client manager who reaches assigned clients only. */
  @Column({ ...flag })
  limited: boolean;

  @Column({ ...instant, name: 'created_at' })
  createdAt: number;

  /** Name of the member who added this one; null for one from the command line or the setup link. */
  @Column({ type: 'varchar', name: 'added_by', nullable: true })
  addedBy: string | null;

  @Column({ ...instant, name: 'last_sign_in_at', nullable: true })
  lastSignInAt: number | null;

  /** What the pages are written in, wherever this person signs in; null: as the browser wishes. */
  @Column({ type: 'varchar', nullable: true })
  language: string | null;

  /** Do single letters do something? They do for who has not said. */
  @Column({ ...flag, nullable: true })
  shortcuts: boolean | null;

  /** Grows with every edit by an owner. */
  @Column({ type: 'int' })
  version: number;
}
