import { Injectable } from '@nestjs/common';
import { tooManyAttempts } from '../errors/catalogue.js';
import type { OAuthError } from '../errors/oauth-error.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { sha256 } from '../primitives/digest.js';
import { above, increment } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { Attempt } from './attempt.entity.js';
import type { LimitName } from './limit.js';

/** A refusal that other processes may take back is believed for this long. Milliseconds. */
const REFUSAL_CACHE = 1_000;
const CACHE_ENTRIES = 10_000;

interface Counter {
  readonly count: number;
  readonly windowEndsAt: number;
}

interface Refusal {
  /** From then on the table is asked again. Milliseconds since the epoch. */
  readonly until: number;
  readonly windowEndsAt: number;
}

/**
 * Ends guessing. Counts are shared by all processes; each remembers what it has to refuse, so that a flood costs the
 * database nothing. There are two ways to use it:
 *
 * - `reserve` before the attempt is judged, `giveBack` or `clear` after a good one. However many attempts run at the
 *   same time, no more than the limit are ever judged. One statement each: for what people type or have chosen.
 * - `check` before, `fail` after a bad one. A good attempt costs nothing; attempts that run at the same time may all
 *   be judged before the first has failed. For secrets that nobody can guess in a burst.
 */
@Injectable()
export class Limits {
  private readonly refusals = new Map<string, Refusal>();
  /** What only this process counts. */
  private readonly counters = new Map<string, Counter>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  /**
   * Takes one of the attempts that are left.
   *
   * @param key whose attempts are counted together, such as a user name; only its digest is stored
   * @returns how many are left after this one
   * @throws 429 `temporarily_unavailable` with Retry-After when none is left
   */
  async reserve(name: LimitName, key: string): Promise<number> {
    this.check(name, key);
    const { attempts } = this.options.limits[name];
    const count = await this.count(name, key);
    if (count <= attempts) return attempts - count;
    throw this.refuse(name, key, await this.windowEnd(name, key), REFUSAL_CACHE);
  }

  /**
   * How long nothing is judged any more, for who wants to tell. Takes no attempt.
   *
   * @returns seconds; 0 while attempts are left
   */
  async wait(name: LimitName, key: string): Promise<number> {
    const attempt = await this.database.find(Attempt, { id: idOf(name, key) });
    if (!attempt || attempt.count < this.options.limits[name].attempts || !this.runs(name, attempt)) return 0;
    return Math.ceil((attempt.windowEndsAt - this.clock.now()) / 1000);
  }

  /** The attempt was a good one: it leaves as many as before. */
  async giveBack(name: LimitName, key: string): Promise<void> {
    const id = idOf(name, key);
    this.refusals.delete(id.toString('hex'));
    await this.database.update(Attempt, { id, count: above(0) }, { count: increment(-1) });
  }

  /** The attempt proved who it was: nothing that failed before counts any more. */
  async clear(name: LimitName, key: string): Promise<void> {
    const id = idOf(name, key);
    this.refusals.delete(id.toString('hex'));
    await this.database.delete(Attempt, { id });
  }

  /**
   * Refuses what this process knows to be over the limit, without asking the database.
   *
   * @throws 429 `temporarily_unavailable` with Retry-After
   */
  check(name: LimitName, key: string): void {
    if (this.refusals.size === 0) return;
    const refusal = this.refusals.get(idOf(name, key).toString('hex'));
    const now = this.clock.now();
    if (!refusal || refusal.until <= now || !this.runs(name, refusal)) return;
    throw retryAfter(refusal.windowEndsAt - now);
  }

  /**
   * Counts a bad attempt.
   *
   * @returns how many are left after this one
   * @throws 429 `temporarily_unavailable` with Retry-After when this was one too many
   */
  async fail(name: LimitName, key: string): Promise<number> {
    const count = await this.count(name, key);
    if (count < this.options.limits[name].attempts) return this.options.limits[name].attempts - count;
    return this.exhausted(name, key, count, await this.windowEnd(name, key));
  }

  /**
   * Counts a bad attempt in this process alone: for a key that whoever attempts can invent, or the table would grow
   * with every one.
   *
   * @param row a key that cannot be invented. It is counted in the table, to no effect but that the answer takes as
   *   long as that of `fail`.
   * @returns how many are left after this one
   * @throws 429 `temporarily_unavailable` with Retry-After when this was one too many
   */
  async failHere(name: LimitName, key: string, row: string): Promise<number> {
    await this.count(name, row);
    const { attempts, seconds } = this.options.limits[name];
    const id = idOf(name, key).toString('hex');
    const known = this.counters.get(id);
    const counter =
      known && this.runs(name, known)
        ? { ...known, count: known.count + 1 }
        : { count: 1, windowEndsAt: this.clock.now() + seconds * 1000 };
    remember(this.counters, id, counter);
    if (counter.count < attempts) return attempts - counter.count;
    return this.exhausted(name, key, counter.count, counter.windowEndsAt);
  }

  private count(name: LimitName, key: string): Promise<number> {
    const { attempts, seconds } = this.options.limits[name];
    const now = this.clock.now();
    return this.database.countUp(
      Attempt,
      { id: idOf(name, key), count: 1, windowEndsAt: now + seconds * 1000 },
      {
        ...{ count: 'count', endsAt: 'windowEndsAt', now },
        latest: now + this.longestWindow(name),
        // Refused ones are not counted further, or good attempts of a busy moment could not give back enough.
        most: attempts + 1,
      },
    );
  }

  /** The last attempt that is judged gets the ordinary answer, every one after it is refused. */
  private exhausted(name: LimitName, key: string, count: number, windowEndsAt: number): 0 {
    const { attempts, seconds } = this.options.limits[name];
    const refusal = this.refuse(name, key, windowEndsAt, seconds * 1000);
    if (count > attempts) throw refusal;
    return 0;
  }

  /** @param cache for how long at most it is refused without asking the table. Milliseconds */
  private refuse(name: LimitName, key: string, windowEndsAt: number, cache: number): OAuthError {
    const now = this.clock.now();
    const until = Math.min(windowEndsAt, now + cache);
    remember(this.refusals, idOf(name, key).toString('hex'), { until, windowEndsAt });
    return retryAfter(windowEndsAt - now);
  }

  private async windowEnd(name: LimitName, key: string): Promise<number> {
    const attempt = await this.database.find(Attempt, { id: idOf(name, key) });
    // Pruned or cleared at this very moment.
    return attempt?.windowEndsAt ?? this.clock.now() + 1000;
  }

  private runs(name: LimitName, { windowEndsAt }: { readonly windowEndsAt: number }): boolean {
    const left = windowEndsAt - this.clock.now();
    return left > 0 && left <= this.longestWindow(name);
  }

  /** One that seems to last longer was begun before the clock was set back. Clocks of processes differ by less. */
  private longestWindow(name: LimitName): number {
    return this.options.limits[name].seconds * 2000;
  }
}

/** As JSON, so that no two pairs run together into the same text. */
function idOf(name: LimitName, key: string): Buffer {
  return sha256(JSON.stringify([name, key]));
}

/** The oldest goes when there is no room; what it stood for is counted in the table anyway. */
function remember<T>(entries: Map<string, T>, id: string, entry: T): void {
  entries.delete(id);
  if (entries.size >= CACHE_ENTRIES) entries.delete(entries.keys().next().value!);
  entries.set(id, entry);
}

function retryAfter(milliseconds: number): OAuthError {
  return tooManyAttempts.with({ 'Retry-After': String(Math.max(1, Math.ceil(milliseconds / 1000))) });
}
