import type { Clock } from '../primitives/clock.js';
import { idFromText, idToText, timeOfId } from '../primitives/id.js';
import { above } from '../storage/conditions.js';
import type { Database } from '../storage/database.js';
import { AuditEvent } from './audit-event.entity.js';
import { AuditSeal } from './audit-seal.entity.js';
import { SWEPT } from './audit-sealer.js';
import { ChainKey, NO_HASH } from './chain-key.js';
import { unpackEntries, type SealEntry } from './seal-entries.js';

const DAY = 86_400_000;
/** Events of one statement. */
const CHUNK = 1_000;
/** Seals of one statement. */
const SEALS = 20;
const NO_ID = Buffer.alloc(16);
/** References that a report names; it counts the others. */
const MOST_NAMED = 20;

/** Where the chain ends. */
export interface ChainHead {
  /** Of the last seal; 0 without any. */
  readonly number: number;
  /** Of the first seal that is still needed. */
  readonly first: number;
  readonly sealedAt: number | null;
  /** Hex. Kept outside the database, it proves later that the end of the chain was not cut off. */
  readonly hash: string | null;
}

export interface Findings {
  readonly count: number;
  /** References of the first few. */
  readonly references: readonly string[];
}

/** What a check of the chain found. */
export interface ChainReport {
  /** Every seal up to this one was looked at; 0 without any. */
  readonly upTo: number;
  readonly seals: number;
  /** Events that stand as they were sealed. */
  readonly intact: number;
  /** Events whose time was over and that are gone. */
  readonly expired: number;
  /** Events that are too young for a seal. */
  readonly waiting: number;
  readonly changed: Findings;
  /** Sealed, gone, and their time was not over. */
  readonly missing: Findings;
  /** Old enough to be sealed, and they are not: written by something else than this server. */
  readonly inserted: Findings;
  /** Numbers of seals that are gone, were changed, or do not follow the one before. */
  readonly brokenSeals: readonly number[];
  readonly isWhole: boolean;
}

export interface ChainProgress {
  readonly seal: number;
  readonly of: number;
}

/** Compares the audit log with its seals. */
export class AuditChain {
  private readonly key: ChainKey;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    masterKey: string,
  ) {
    this.key = new ChainKey(masterKey);
  }

  async head(): Promise<ChainHead> {
    const order = { orderBy: 'number', descending: true, limit: 1 } as const;
    const [seal] = await this.database.findMany(AuditSeal, {}, order);
    if (!seal) return { number: 0, first: 1, sealedAt: null, hash: null };
    const { number, first, sealedAt, hash } = seal;
    return { number, first, sealedAt, hash: hash.toString('hex') };
  }

  /**
   * Reads everything once, a chunk at a time, whatever the log's size. Events that are written meanwhile do not disturb.
   *
   * @param onProgress called after each seal
   */
  async verify(
    onProgress: (progress: ChainProgress) => void | Promise<void> = () => undefined,
  ): Promise<ChainReport> {
    const head = await this.head();
    const findings = new ChainFindings();
    let last: AuditSeal | null = null;
    for (;;) {
      const number: number = last?.number ?? head.first - 1;
      const seals = await this.database.findMany(
        AuditSeal,
        { number: above(number) },
        { orderBy: 'number', limit: SEALS },
      );
      for (const seal of seals) {
        if (seal.number > head.number) break;
        const gap = seal.number - ((last?.number ?? head.first - 1) + 1);
        const isGap: boolean = gap > 0 && (await this.isNeeded(seal.number - 1));
        if (isGap) findings.seal(seal.number - 1);
        if (!this.isLinked(seal, gap > 0 ? undefined : last?.hash)) findings.seal(seal.number);
        await this.compare(seal, last?.upTo ?? NO_ID, isGap, findings);
        findings.settle(timeOfId(seal.upTo) - SWEPT);
        last = seal;
        await onProgress({ seal: seal.number, of: head.number });
      }
      if (seals.length < SEALS || seals.at(-1)!.number >= head.number) break;
    }
    return findings.report(head.number, await this.waiting(last?.upTo ?? NO_ID));
  }

  /** The first seals may be given up while the check runs: then nobody misses them. */
  private async isNeeded(number: number): Promise<boolean> {
    return number >= (await this.head()).first;
  }

  /** @param before hash of the seal before; undefined where that one is not needed any more, or is gone */
  private isLinked(seal: AuditSeal, before: Buffer | undefined): boolean {
    if (!this.key.hashOf(seal).equals(seal.hash)) return false;
    if (seal.number === 1) return seal.previous.equals(NO_HASH);
    return before === undefined || seal.previous.equals(before);
  }

  /**
   * The events of one seal, and whatever else stands in the stretch that it looked at.
   *
   * @param from the end of the stretch before
   * @param isGap seals between are gone, and with them what is known of the beginning of the stretch
   */
  private async compare(
    seal: AuditSeal,
    from: Buffer,
    isGap: boolean,
    findings: ChainFindings,
  ): Promise<void> {
    findings.seals++;
    const entries = unpackEntries(seal.entries);
    const expected = new Map(entries.map((entry) => [idToText(entry.id), entry]));
    const begin = entries.find(({ id }) => Buffer.compare(id, from) > 0)?.id ?? seal.upTo;
    let after = from;
    for (;;) {
      const events = await this.range(after, seal.upTo);
      for (const event of events) {
        const id = idFromText(event.id)!;
        const entry = expected.get(event.id);
        if (entry) this.judge(event, entry, findings);
        else if (!isGap || Buffer.compare(id, begin) > 0) findings.unsealed.set(event.id, timeOfId(id));
        expected.delete(event.id);
      }
      if (events.length < CHUNK) break;
      after = idFromText(events.at(-1)!.id)!;
    }
    // What is left came late, below the stretch, or is gone.
    const others = [...expected.keys()];
    const stand = others.length > 0 ? await this.database.findMany(AuditEvent, { id: others }) : [];
    for (const event of stand) {
      this.judge(event, expected.get(event.id)!, findings);
      findings.unsealed.delete(event.id);
      expected.delete(event.id);
    }
    for (const [id, entry] of expected) {
      const isOver = timeOfId(entry.id) + entry.keptDays * DAY <= this.clock.now();
      if (isOver) findings.expired++;
      else findings.missing.add(id);
    }
  }

  private judge(event: AuditEvent, entry: SealEntry, findings: ChainFindings): void {
    if (this.key.digestOf(event).equals(entry.digest)) findings.intact++;
    else findings.changed.add(event.id);
  }

  private async range(after: Buffer, to: Buffer): Promise<AuditEvent[]> {
    return this.database.run((manager) =>
      manager
        .createQueryBuilder(AuditEvent, 'e')
        .where('e.id > :after AND e.id <= :to', { after, to })
        .orderBy('e.id')
        .limit(CHUNK)
        .getMany(),
    );
  }

  private async waiting(after: Buffer): Promise<number> {
    const [row] = await this.database.run((manager) =>
      manager
        .createQueryBuilder(AuditEvent, 'e')
        .select('COUNT(*)', 'n')
        .where('e.id > :after', { after })
        .getRawMany<{ n: number | string }>(),
    );
    return Number(row!.n);
  }
}

/** Gathers what is found, in bounded memory. */
class ChainFindings {
  seals = 0;
  intact = 0;
  expired = 0;
  readonly changed = new Tally();
  readonly missing = new Tally();
  readonly inserted = new Tally();
  readonly brokenSeals = new Set<number>();
  /** Events that no seal had so far, with their time: one of the next seals may have them, if they came late. */
  readonly unsealed = new Map<string, number>();

  /** A seal that is gone, was changed, or does not follow the one before. */
  seal(number: number): void {
    if (this.brokenSeals.size < MOST_NAMED) this.brokenSeals.add(number);
  }

  /** Nobody looks for late events before this instant any more. */
  settle(before: number): void {
    for (const [id, at] of this.unsealed) {
      if (at >= before) continue;
      this.inserted.add(id);
      this.unsealed.delete(id);
    }
  }

  report(upTo: number, waiting: number): ChainReport {
    const { seals, intact, expired, changed, missing, inserted, brokenSeals } = this;
    return {
      ...{ upTo, seals, intact, expired, waiting: waiting + this.unsealed.size },
      ...{ changed: changed.findings, missing: missing.findings, inserted: inserted.findings },
      brokenSeals: [...brokenSeals],
      isWhole: changed.isNone && missing.isNone && inserted.isNone && brokenSeals.size === 0,
    };
  }
}

class Tally {
  private count = 0;
  private readonly references: string[] = [];

  add(reference: string): void {
    this.count++;
    if (this.references.length < MOST_NAMED) this.references.push(reference);
  }

  get isNone(): boolean {
    return this.count === 0;
  }

  get findings(): Findings {
    return { count: this.count, references: this.references };
  }
}
