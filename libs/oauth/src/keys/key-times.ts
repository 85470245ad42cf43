import { MAX_TOKEN_SECONDS } from '../primitives/longest-lives.js';

/** How long other parties may keep our JWKS; a key is published for longer than this before it signs. Seconds. */
export const JWKS_MAX_AGE = 300;
/** A process sees what another one did to the keys after at most this. Milliseconds. */
export const KEYS_NOTICED_WITHIN = 10_000;
/** A key is published for this long before it signs. Milliseconds. */
export const PUBLISH_AHEAD = 2 * JWKS_MAX_AGE * 1000;
/** A key that has stopped signing stays published until the longest of its tokens has expired. Milliseconds. */
export const RETENTION = (MAX_TOKEN_SECONDS + 60) * 1000;

/**
 * `next` is published and does not sign yet; `active` signs; `retiring` has a successor, and its tokens are still
 * good; nothing that a `retired` key has signed is good.
 */
export type KeyState = 'next' | 'active' | 'retiring' | 'retired';

/** What the times of a key follow from. All in milliseconds since the epoch. */
export interface KeyFacts {
  readonly sequence: number;
  readonly createdAt: number;
  readonly activatesAt: number;
  /** When somebody ended it before its time; null for almost every key. */
  readonly retiredAt: number | null;
}

/** What follows for one key. Milliseconds since the epoch, null while nobody can tell. */
export interface KeyTimes {
  readonly state: KeyState;
  /** It has signed its last token. */
  readonly signsUntil: number | null;
  /** It leaves the JWK Set, and its tokens are refused. */
  readonly publishedUntil: number | null;
  /** No token of it can be live; null for a key that was not retired yet. */
  readonly deletableAt: number | null;
}

/** The keys of one algorithm at one moment; nothing but the rows and the clock decides who signs (ADR 0004). */
export class KeyLine<K extends KeyFacts> {
  private readonly keys: readonly K[];

  /** @param now milliseconds since the epoch */
  constructor(
    keys: readonly K[],
    private readonly now: number,
  ) {
    this.keys = keys.toSorted((a, b) => a.activatesAt - b.activatesAt || a.sequence - b.sequence);
  }

  /** In the order in which they take over. */
  get all(): readonly K[] {
    return this.keys;
  }

  /**
   * The one that signs: the latest that is due. Where the clock is behind that of the process which created the first
   * key, none is due yet; signing with the first one is better than not at all.
   */
  get current(): K | undefined {
    const usable = this.keys.filter((key) => this.isPublished(key));
    return usable.findLast(({ activatesAt }) => activatesAt <= this.now) ?? usable[0];
  }

  /** Published and not signing yet, the nearest first. */
  get waiting(): readonly K[] {
    return this.keys.filter((key) => this.timesOf(key).state === 'next');
  }

  /** May its kid stand in the header of a good token? */
  isPublished(key: K): boolean {
    const until = this.publishedUntil(key);
    return until === null || until > this.now;
  }

  timesOf(key: K): KeyTimes {
    const state = this.stateOf(key);
    return {
      state,
      signsUntil: this.signsUntil(key),
      publishedUntil: this.publishedUntil(key),
      deletableAt: state === 'next' || state === 'active' ? null : this.lastTokenUntil(key),
    };
  }

  private stateOf(key: K): KeyState {
    if (!this.isPublished(key)) return 'retired';
    if (key === this.current) return 'active';
    return key.activatesAt > this.now ? 'next' : 'retiring';
  }

  private signsUntil(key: K): number | null {
    const at = this.keys.indexOf(key);
    // A key that was retired before its turn has never taken over from anybody.
    const successor = this.keys.slice(at + 1).find((other) => everSigns(other));
    const ends = [key.retiredAt, successor?.activatesAt].filter((end) => typeof end === 'number');
    return ends.length > 0 ? Math.min(...ends) : null;
  }

  private publishedUntil(key: K): number | null {
    if (key.retiredAt !== null) return key.retiredAt;
    const end = this.signsUntil(key);
    return end === null ? null : end + RETENTION;
  }

  private lastTokenUntil(key: K): number {
    const end = this.signsUntil(key)!;
    // Until they have noticed, other processes go by what was.
    return everSigns(key, KEYS_NOTICED_WITHIN) ? end + RETENTION : end + KEYS_NOTICED_WITHIN;
  }
}

function everSigns({ activatesAt, retiredAt }: KeyFacts, late = 0): boolean {
  return retiredAt === null || activatesAt < retiredAt + late;
}
