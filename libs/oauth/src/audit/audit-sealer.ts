import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from '../primitives/clock.js';
import { firstIdAt, idFromText, idToText, timeOfId } from '../primitives/id.js';
import { atMost } from '../storage/conditions.js';
import type { Database } from '../storage/database.js';
import { DuplicateKey } from '../storage/storage-error.js';
import { AuditEvent } from './audit-event.entity.js';
import { AuditSeal } from './audit-seal.entity.js';
import { ChainKey, NO_HASH } from './chain-key.js';
import { auditEventOf } from './events.js';
import { packEntries, unpackEntries, type SealEntry } from './seal-entries.js';

/** An event is sealed once it is this old: by then the transaction that wrote it has committed, as a rule. */
export const SETTLING = 15_000;

/** For so long an event may still turn up below what has been sealed: a slow transaction, a clock that is behind. */
export const SWEPT = 10 * 60_000;

/** How often it is looked for such events. */
const SWEEP_EVERY = 60_000;

/** Events of one seal. */
const BATCH = 500;
const SEALS_PER_RUN = 200;

/** Seals whose events are all gone are given up one by one, at most so many per seal that is made. */
const PRUNED_PER_SEAL = 20;
const DAY = 86_400_000;

/** Up to where the chain reaches. */
interface Head {
  readonly number: number;
  readonly first: number;
  readonly upTo: Buffer;
  readonly hash: Buffer;
}

const NOTHING: Head = { number: 0, first: 1, upTo: Buffer.alloc(16), hash: NO_HASH };

/**
 * Seals the audit log in the background, so that nobody who writes to it waits for anybody. Every process runs it; the
 * primary key of the seals decides whose seal counts, and the others drop their work.
 */
export class AuditSealer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Portcullis');
  private readonly key: ChainKey;
  private timer: NodeJS.Timeout | undefined;
  private isRunning = false;
  private sweptAt = 0;
  private seen: Head = NOTHING;

  /** @param everySeconds 0: only when `run` is called */
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    masterKey: string,
    private readonly everySeconds: number,
  ) {
    this.key = new ChainKey(masterKey);
  }

  onApplicationBootstrap(): void {
    if (this.everySeconds === 0) return;
    this.timer = setInterval(() => void this.tick(), this.everySeconds * 1000).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /**
   * Seals what has settled.
   *
   * @returns events sealed by this call
   */
  async run(): Promise<number> {
    let sealed = 0;
    for (let made = 0; made < SEALS_PER_RUN; made++) {
      const head = await this.head();
      const late = await this.late(head);
      // A sweep that is not over yet must see the same stretch again.
      const settled = late.length < BATCH ? await this.settled(head) : [];
      const events = [...late, ...settled];
      if (events.length === 0 || !(await this.seal(head, events, settled.at(-1)))) break;
      sealed += events.length;
      if (events.length < BATCH) break;
    }
    return sealed;
  }

  private async head(): Promise<Head> {
    const order = { orderBy: 'number', descending: true, limit: 1 } as const;
    const [head = NOTHING] = await this.database.findMany<AuditSeal>(AuditSeal, {}, order);
    // Somebody who cuts the chain off at its end leaves one that looks whole; a process that saw the rest remembers it.
    if (head.number < this.seen.number) {
      this.logger.error(
        `The chain of the audit log ended at seal ${this.seen.number}, and now at ${head.number}.`,
      );
    }
    this.seen = head;
    return head;
  }

  private settled({ upTo }: Head): Promise<AuditEvent[]> {
    return this.range(upTo, firstIdAt(this.clock.now() - SETTLING), BATCH);
  }

  /** Events that turned up below what has been looked at, and that no seal has. */
  private async late(head: Head): Promise<AuditEvent[]> {
    if (head.number === 0 || this.clock.now() - this.sweptAt < SWEEP_EVERY) return [];
    const from = firstIdAt(timeOfId(head.upTo) - SWEPT);
    const sealed = await this.sealedSince(from, head);
    const late: AuditEvent[] = [];
    let after = from;
    for (;;) {
      const events = await this.range(after, head.upTo, BATCH);
      late.push(...events.filter(({ id }) => !sealed.has(id)));
      // The rest waits for the next run; the sweep is not over then.
      if (late.length >= BATCH) return late.slice(0, BATCH);
      if (events.length < BATCH) break;
      after = idFromText(events.at(-1)!.id)!;
    }
    this.sweptAt = this.clock.now();
    return late;
  }

  /** Ids above `from` that have a seal. A seal that looked no further than `from` has none of them. */
  private async sealedSince(from: Buffer, head: Head): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    for (let number = head.number; number >= head.first; number--) {
      const seal = await this.database.find(AuditSeal, { number });
      if (!seal || Buffer.compare(seal.upTo, from) <= 0) break;
      for (const { id } of unpackEntries(seal.entries)) ids.add(idToText(id));
    }
    return ids;
  }

  /** Events with `after < id <= to`. */
  private async range(after: Buffer, to: Buffer, limit: number): Promise<AuditEvent[]> {
    return this.database.run((manager) =>
      manager
        .createQueryBuilder(AuditEvent, 'e')
        .where('e.id > :after AND e.id <= :to', { after, to })
        .orderBy('e.id')
        .limit(limit)
        .getMany(),
    );
  }

  /** @returns false when another process was faster */
  private async seal(
    head: Head,
    events: readonly AuditEvent[],
    last: AuditEvent | undefined,
  ): Promise<boolean> {
    const entries = packEntries(events.map((event) => this.entryOf(event)));
    const link = {
      number: head.number + 1,
      sealedAt: this.clock.now(),
      first: await this.firstNeeded(head),
      upTo: last ? idFromText(last.id)! : head.upTo,
      entries,
      previous: head.hash,
    };
    try {
      await this.database.insert(AuditSeal, { ...link, events: events.length, hash: this.key.hashOf(link) });
    } catch (error) {
      if (error instanceof DuplicateKey) return false;
      throw error;
    }
    // Whoever is interrupted here leaves them for the next seal.
    await this.database.delete(AuditSeal, { number: atMost(link.first - 1) });
    return true;
  }

  private entryOf(event: AuditEvent): SealEntry {
    const { keptDays } = auditEventOf(event.event);
    return { id: idFromText(event.id)!, digest: this.key.digestOf(event), keptDays };
  }

  /** The lowest seal that is still good for something: one of its events stands, or should. */
  private async firstNeeded({ number: last, first, ...head }: Head): Promise<number> {
    if (last === 0) return 1;
    let needed = first;
    // The seal that the new one follows stays, whatever it holds.
    while (needed < last && needed - first < PRUNED_PER_SEAL) {
      const seal = await this.database.find(AuditSeal, { number: needed });
      // A missing or a changed seal is for people to look into, so nothing is tidied away.
      if (!seal || !this.key.hashOf(seal).equals(seal.hash) || !(await this.isDone(seal, head.upTo))) break;
      needed++;
    }
    return needed;
  }

  private async isDone({ entries }: AuditSeal, upTo: Buffer): Promise<boolean> {
    const sealed = unpackEntries(entries);
    const due = this.clock.now() - DAY;
    // What it covers must be beyond the window in which events turn up late.
    if (sealed.some(({ id, keptDays }) => timeOfId(id) + keptDays * DAY > due)) return false;
    if (sealed.some(({ id }) => timeOfId(id) > timeOfId(upTo) - SWEPT)) return false;
    const ids = sealed.map(({ id }) => idToText(id));
    return (await this.database.find(AuditEvent, { id: ids })) === null;
  }

  private async tick(): Promise<void> {
    // A long backlog must not be begun twice by one process.
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      await this.run();
    } catch (error) {
      this.logger.warn(`Sealing the audit log was put off: ${(error as Error).message}`);
    } finally {
      this.isRunning = false;
    }
  }
}
