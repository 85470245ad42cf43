import { Column, Entity, PrimaryColumn, type ValueTransformer } from 'typeorm';
import { exactText, instant, json, uuid } from '../storage/columns.js';

/** A row that somebody spoilt must not make the log unreadable: it is what the log is for. */
const tolerantJson = {
  ...json,
  transformer: {
    to: json.transformer.to,
    from: (value: unknown) => {
      try {
        const data = json.transformer.from(value) as unknown;
        return typeof data === 'object' && data !== null ? data : { unreadable: value };
      } catch {
        return { unreadable: value };
      }
    },
  } satisfies ValueTransformer,
} as const;

/** One security decision or administrative change. Rows are only ever inserted. Never a secret in `data`. */
@Entity({ name: 'oauth_audit_event', synchronize: false })
export class AuditEvent {
  /** Ordered by time, and with it the log. Also the reference that an error page shows. */
  @PrimaryColumn({ name: 'id', ...uuid }) id: string;
  @Column({ name: 'at', ...instant }) at: number;
  /** Such as `client.created` or `refresh_token.reused`; what follows from it is in `events.ts`. */
  @Column({ name: 'event', type: 'varchar' }) event: string;
  /** Who did it: a subject, or null for the protocol itself. */
  @Column({ name: 'actor', ...exactText, nullable: true }) actor: string | null;
  /** What the actor was called then. */
  @Column({ name: 'actor_name', type: 'varchar', nullable: true }) actorName?: string | null;
  @Column({ name: 'client_id', ...exactText, nullable: true }) clientId: string | null;
  @Column({ name: 'subject', ...exactText, nullable: true }) subject: string | null;
  /** Where the request came from, as `sourceOf` tells it; null where none is known. */
  @Column({ name: 'source', ...exactText, nullable: true }) source?: string | null;
  @Column({ name: 'data', ...tolerantJson }) data: Record<string, unknown>;
}
