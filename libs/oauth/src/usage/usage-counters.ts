import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Clock } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
import { Usage, type UsageKind } from './usage.entity.js';

export const HOUR = 3_600_000;
/** Milliseconds. */
const WRITE_AFTER = 10_000;
/** Rows of one statement. */
const BATCH = 200;
/** Different counters that are kept while nothing can be written; what is new beyond that is not counted. */
const MOST_PENDING = 20_000;
/** Longer names are cut: the column ends there. Characters. */
const LONGEST = 200;

/**
 * Counts what is issued, in memory, and adds it to the table every few seconds: a request pays an increment, and fails
 * for no counter. Several processes add up. One that crashes loses what it has not written.
 */
@Injectable()
export class UsageCounters implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Portcullis');
  private pending = new Map<string, Usage>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @param clientId '' where it is not counted by client */
  count(kind: UsageKind, name: string, clientId = ''): void {
    const now = this.clock.now();
    const hour = now - (now % HOUR);
    const key = `${hour} ${kind} ${name} ${clientId}`;
    const counter = this.pending.get(key);
    if (counter) counter.count++;
    else if (this.pending.size < MOST_PENDING) {
      const row = { kind, hour, name: name.slice(0, LONGEST), clientId, count: 1 };
      this.pending.set(key, row);
    }
    this.timer ??= setTimeout(() => void this.write(), WRITE_AFTER).unref();
  }

  /** Before, because TypeORM closes its connections in the phase that follows. */
  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.write();
  }

  /** Adds what was counted to the table. What cannot be written now is kept for the next time. */
  async write(): Promise<void> {
    const counted = this.pending;
    this.pending = new Map();
    clearTimeout(this.timer);
    this.timer = undefined;
    // In one order, so that two processes that write at once do not wait for each other in a circle.
    const rows = [...counted].sort(([a], [b]) => (a < b ? -1 : 1));
    for (let i = 0; i < rows.length; i += BATCH) {
      const batch = rows.slice(i, i + BATCH);
      try {
        await this.database.addUp(
          Usage,
          batch.map(([, row]) => row),
          'count',
        );
      } catch (error) {
        this.logger.warn(`Usage is written later: ${(error as Error).message}`);
        this.keep(rows.slice(i));
        return;
      }
    }
  }

  private keep(rows: readonly (readonly [string, Usage])[]): void {
    for (const [key, row] of rows) {
      const counter = this.pending.get(key);
      if (counter) counter.count += row.count;
      else this.pending.set(key, row);
    }
    this.timer ??= setTimeout(() => void this.write(), WRITE_AFTER).unref();
  }
}
