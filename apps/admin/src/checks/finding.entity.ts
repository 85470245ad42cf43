import { exactText, flag, instant, json, uuid } from '@portcullis/oauth';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Details, Fix, ObjectKind, RuleName } from './rule.js';

/** What a rule has found and nobody has put right yet. */
@Entity({ name: 'admin_finding', synchronize: false })
export class Finding {
  /** Follows from the rule and its object, so that all processes mean the same row. */
  @PrimaryColumn({ name: 'id', ...uuid }) id: string;
  @Column({ name: 'rule', type: 'varchar' }) rule: RuleName;
  /** 1 low, 2 medium, 3 high: a list is sorted by it. */
  @Column({ name: 'severity', type: 'int' }) severity: number;
  @Column({ name: 'object_kind', type: 'varchar' }) objectKind: ObjectKind;
  @Column({ name: 'object_id', ...exactText }) objectId: string;
  @Column({ name: 'object_name', type: 'varchar' }) objectName: string;
  /** The client that it is about, also when the object is one of its secrets. */
  @Column({ name: 'client_id', ...exactText, nullable: true }) clientId: string | null;
  /** Of the client when it was looked at; 0 without a client. */
  @Column({ name: 'version', type: 'int' }) version: number;
  @Column({ name: 'details', ...json }) details: Details;
  @Column({ name: 'fix', ...json, nullable: true }) fix: Fix | null;
  /** Somebody has said that it is all right so. */
  @Column({ name: 'muted', ...flag }) muted: boolean;
  @Column({ name: 'found_at', ...instant }) foundAt: number;
}
