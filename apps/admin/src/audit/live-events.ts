import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { AuditSearch, Clock, type AuditEvent } from '@portcullis/oauth';
import {
  EMPTY,
  catchError,
  defer,
  exhaustMap,
  from,
  share,
  Subject,
  takeUntil,
  timer,
  type Observable,
} from 'rxjs';

/** How often it is looked for new events while somebody follows the log. Milliseconds. */
const EVERY = 1000;

/** An event may be seen by others so much later than its time says, because its transaction took long. Milliseconds. */
const LATE = 15_000;

/** What comes faster than this is more than anybody reads; the list has it. */
const MOST = 1000;

/** The log as it grows: one poll for everybody who follows it, and none while nobody does. */
@Injectable()
export class LiveEvents implements BeforeApplicationShutdown {
  private readonly logger = new Logger(LiveEvents.name);
  private readonly ends = new Subject<void>();
  private readonly events: Observable<readonly AuditEvent[]>;

  constructor(
    private readonly search: AuditSearch,
    private readonly clock: Clock,
  ) {
    this.events = defer(() => this.polled()).pipe(share());
  }

  /** New events, the oldest first, as they come. */
  follow(): Observable<readonly AuditEvent[]> {
    return this.events.pipe(takeUntil(this.ends));
  }

  /** When the process ends. */
  get ended(): Observable<void> {
    return this.ends;
  }

  /** An open stream would keep the process from ending. */
  beforeApplicationShutdown(): void {
    this.ends.next();
  }

  private polled(): Observable<readonly AuditEvent[]> {
    let seen: ReadonlySet<string> | undefined;
    const poll = async (): Promise<readonly AuditEvent[]> => {
      const events = await this.search.since(this.clock.now() - LATE, MOST);
      const known = seen;
      seen = new Set(events.map(({ id }) => id));
      // What stands there at the beginning is not new.
      return known ? events.filter(({ id }) => !known.has(id)) : [];
    };
    return timer(0, EVERY).pipe(
      exhaustMap(() =>
        from(poll()).pipe(
          catchError((error: unknown) => {
            this.logger.warn(`The audit log could not be followed: ${String(error)}`);
            return EMPTY;
          }),
        ),
      ),
    );
  }
}
