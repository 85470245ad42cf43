import { Injectable } from '@nestjs/common';
import { Clock } from '../primitives/clock.js';
import { idToText, timeOrderedId } from '../primitives/id.js';
import { Database } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import { AuditEvent } from './audit-event.entity.js';

export interface AuditDetails {
  readonly actor?: string;
  readonly clientId?: string;
  readonly subject?: string;
  /** Never a secret, a token or a code. */
  readonly data?: Record<string, unknown>;
}

/** Writes down security decisions and administrative changes. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * @param rows the open unit when the event must commit together with the change it describes
   * @returns the event's reference, by which it can be found again
   */
  async record(event: string, details: AuditDetails, rows: Rows = this.database): Promise<string> {
    const at = this.clock.now();
    const id = idToText(timeOrderedId(at));
    await rows.insert(AuditEvent, {
      id,
      at,
      event,
      actor: details.actor ?? null,
      clientId: details.clientId ?? null,
      subject: details.subject ?? null,
      data: details.data ?? {},
    });
    return id;
  }

  /** @param reference as shown on an error page */
  find(reference: string): Promise<AuditEvent | null> {
    return this.database.find(AuditEvent, { id: reference });
  }
}
