import { Injectable } from '@nestjs/common';
import { Clock } from '../primitives/clock.js';
import { idToText, timeOrderedId } from '../primitives/id.js';
import { Metrics } from '../primitives/metrics.js';
import { Database } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import type { Actor } from './actor.js';
import { AuditEvent } from './audit-event.entity.js';
import { isAuditEventName, type AuditEventName, type HostEventName } from './events.js';
import { withoutSecrets } from './without-secrets.js';

export interface AuditDetails {
  /** Who did it: a subject, or with the name and the address of the request. */
  readonly actor?: string | Actor | null;
  /** What the actor is called, when only the subject stands in `actor`. */
  readonly actorName?: string | null;
  /** Null on the way to a page of our own. */
  readonly clientId?: string | null;
  readonly subject?: string | null;
  /** Where the request came from, as `sourceOf` tells it. */
  readonly source?: string | null;
  /** From `newReference`, when something else has it already. */
  readonly reference?: string;
  /** Never a secret, a token or a code. What looks like one is left out. */
  readonly data?: Readonly<Record<string, unknown>>;
}

const MAX_NAME = 255;
const MAX_SOURCE = 64;

/** Writes down security decisions and administrative changes. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly metrics: Metrics = new Metrics(),
  ) {}

  /**
   * @param event of the catalogue in `events.ts`, or a host's own
   * @param rows the open unit when the event must commit together with the change it describes
   * @returns the event's reference, by which it can be found again
   */
  async record(
    event: AuditEventName | HostEventName,
    details: AuditDetails,
    rows: Rows = this.database,
  ): Promise<string> {
    const at = this.clock.now();
    const id = details.reference ?? this.newReference();
    const actor = typeof details.actor === 'object' ? details.actor : null;
    await rows.insert(AuditEvent, {
      id,
      at,
      event,
      actor: actor?.subject ?? (details.actor as string | null | undefined) ?? null,
      actorName: (actor?.name ?? details.actorName)?.slice(0, MAX_NAME) ?? null,
      clientId: details.clientId ?? null,
      subject: details.subject ?? null,
      source: (details.source ?? actor?.source)?.slice(0, MAX_SOURCE) || null,
      data: withoutSecrets(details.data ?? {}),
    });
    this.metrics.eventRecorded(isAuditEventName(event) ? event : 'other');
    return id;
  }

  /** Of an event that is going to be recorded. */
  newReference(): string {
    return idToText(timeOrderedId(this.clock.now()));
  }

  /** @param reference as shown on an error page */
  find(reference: string): Promise<AuditEvent | null> {
    return this.database.find(AuditEvent, { id: reference });
  }
}
