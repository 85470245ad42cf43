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
 *   same time, no more than the limit are ever judged. One statement each: for what people type.
 * - `check` before, `fail` after a bad one. A good attempt costs nothing; attempts that run at the same time may all
 *   be judged before the first has failed. For secrets that nobody can guess in a burst.
 */
@Injectable()
export class Limits {
  private readonly refusals = new Map<string, Refusal>();

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
    if (count > attempts) throw await this.refuse(name, key, REFUSAL_CACHE);
    return attempts - count;
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
    const refusal = this.refusals.get(idOf(name, key).toString('hex'));
    const now = this.clock.now();
    if (!refusal || refusal.until <= now) return;
    // The clock was set back: it would be refused for longer than a window lasts.
    if (refusal.windowEndsAt - now > this.options.limits[name].seconds * 1000) return;
    throw retryAfter(refusal.windowEndsAt - now);
  }

  /**
   * Counts a bad attempt.
   *
   * @returns how many are left after this one
   * @throws 429 `temporarily_unavailable` with Retry-After when this was one too many
   */
  async fail(name: LimitName, key: string): Promise<number> {
    const { attempts, seconds } = this.options.limits[name];
    const count = await this.count(name, key);
    if (count < attempts) return attempts - count;
    const refusal = await this.refuse(name, key, seconds * 1000);
    if (count > attempts) throw refusal;
    return 0;
  }

  private count(name: LimitName, key: string): Promise<number> {
    const { attempts, seconds } = this.options.limits[name];
    const now = this.clock.now();
    return this.database.countUp(
      Attempt,
      { id: idOf(name, key), count: 1, windowEndsAt: now + seconds * 1000 },
      // Refused ones are not counted further, or good attempts of a busy moment could not give back enough.
      { count: 'count', endsAt: 'windowEndsAt', now, most: attempts + 1 },
    );
  }

  /** @param remember for how long at most. Milliseconds */
  private async refuse(name: LimitName, key: string, remember: number): Promise<OAuthError> {
    const id = idOf(name, key);
    const attempt = await this.database.find(Attempt, { id });
    const now = this.clock.now();
    const windowEndsAt = attempt?.windowEndsAt ?? now + 1000;
    if (this.refusals.size >= CACHE_ENTRIES) this.refusals.delete(this.refusals.keys().next().value!);
    this.refusals.set(id.toString('hex'), { until: Math.min(windowEndsAt, now + remember), windowEndsAt });
    return retryAfter(windowEndsAt - now);
  }
}

/** As JSON, so that no two pairs run together into the same text. */
function idOf(name: LimitName, key: string): Buffer {
  return sha256(JSON.stringify([name, key]));
}

function retryAfter(milliseconds: number): OAuthError {
  return tooManyAttempts.with({ 'Retry-After': String(Math.max(1, Math.ceil(milliseconds / 1000))) });
}
