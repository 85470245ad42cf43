import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, instant, json, uuid } from '../storage/columns.js';

/** One security decision or administrative change. Rows are only ever inserted. Never a secret in `data`. */
@Entity({ name: 'oauth_audit_event', synchronize: false })
export class AuditEvent {
  /** Also the reference that an error page shows. */
  @PrimaryColumn({ name: 'id', ...uuid }) id: string;
  @Column({ name: 'at', ...instant }) at: number;
  /** Such as `client.created` or `refresh_token.reused`. */
  @Column({ name: 'event', type: 'varchar' }) event: string;
  /** Who did it: a subject, or null for the protocol itself. */
  @Column({ name: 'actor', ...exactText, nullable: true }) actor: string | null;
  @Column({ name: 'client_id', ...exactText, nullable: true }) clientId: string | null;
  @Column({ name: 'subject', ...exactText, nullable: true }) subject: string | null;
  @Column({ name: 'data', ...json }) data: Record<string, unknown>;
}
