import { Injectable } from '@nestjs/common';
import { AuditSearch, Clock, type AuditReach } from '@portcullis/oauth';
import { ERRORS, NOT_SIGNED_IN, SIGNED_IN } from './sign-in-events.js';

const HOUR = 3_600_000;
const HOURS = 24;

/** One hour of the charts. */
export interface EventHour {
  /** When it began. Milliseconds since the epoch. */
  readonly at: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly errors: number;
}

/** What the audit log has of the last day, by the hour. */
@Injectable()
export class EventHours {
  constructor(
    private readonly events: AuditSearch,
    private readonly clock: Clock,
  ) {}

  /** The last 24 hours and the one that runs, also those in which nothing happened. */
  async of(reach: AuditReach): Promise<EventHour[]> {
    const now = this.clock.now();
    const first = now - (now % HOUR) - HOURS * HOUR;
    const wanted = { from: first, events: [...SIGNED_IN, ...NOT_SIGNED_IN, ...ERRORS] };
    const counted = await this.events.perHour(wanted, reach);
    const sum = (hour: number, events: readonly string[]): number =>
      counted
        .filter(({ at, event }) => at === hour && events.includes(event))
        .reduce((total, { count }) => total + count, 0);
    return Array.from({ length: HOURS + 1 }, (_, i) => first + i * HOUR).map((at) => ({
      at,
      succeeded: sum(at, SIGNED_IN),
      failed: sum(at, NOT_SIGNED_IN),
      errors: sum(at, ERRORS),
    }));
  }
}
