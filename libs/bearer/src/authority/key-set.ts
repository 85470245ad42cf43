import { Logger } from '@nestjs/common';
import { createLocalJWKSet, type CryptoKey, type JSONWebKeySet, type JWSHeaderParameters } from 'jose';
import { authorityUnavailable, invalidToken } from '../challenges/refusals.js';

export interface KeySetOptions {
  /** Seconds after which a fetched key set must be fetched again; half of it after which that is tried early. */
  readonly cacheSeconds: number;
  /** Seconds between two fetches, however many unknown `kid`s arrive. */
  readonly cooldownSeconds: number;
}

/**
 * The issuer's public keys.
 *
 * - A flood of unknown `kid`s costs at most one fetch per cool-down, and a new key works within one cool-down of its
 *   first sight.
 * - While the authority is down, the keys that are known keep working.
 * - Requests wait for a fetch only when there are no keys yet or the known ones are past their time.
 */
export class KeySet {
  /** Changes whenever the keys do: what was verified with an earlier generation is to be verified again. */
  generation = 0;

  private readonly logger = new Logger('BearerModule');
  private find?: ReturnType<typeof createLocalJWKSet>;
  private text = '';
  private kids: ReadonlySet<string | undefined> = new Set();
  private freshUntil = 0;
  private usableUntil = 0;
  private nextFetchAt = 0;
  private failure?: unknown;
  private pending?: Promise<void>;

  /**
   * @param load fetches the key set
   * @param now the clock, milliseconds since 1970
   */
  constructor(
    private readonly load: () => Promise<JSONWebKeySet>,
    private readonly options: KeySetOptions,
    private readonly now: () => number = Date.now,
  ) {}

  /** True when the keys need no look at the authority. */
  get isFresh(): boolean {
    return this.now() < this.freshUntil;
  }

  /**
   * Makes the keys ready for use, fetching them where they are missing or old.
   *
   * @throws BearerError 503 when there are none and none can be had
   */
  async ready(): Promise<void> {
    if (this.isFresh) return;
    const fetching = this.fetch();
    const mustWait = !this.find || (this.now() >= this.usableUntil && this.failure === undefined);
    if (mustWait) await fetching;
    if (!this.find) throw authorityUnavailable('the keys of the issuer are not known', this.failure);
  }

  /**
   * @param header of a token; `alg` has been checked
   * @throws BearerError 401 when the issuer has no such key, 503 when that cannot be known
   */
  async keyFor(header: JWSHeaderParameters): Promise<CryptoKey> {
    await this.ready();
    if (header.kid !== undefined && !this.kids.has(header.kid)) {
      await this.fetch();
      if (!this.kids.has(header.kid)) {
        if (this.failure !== undefined) {
          throw authorityUnavailable('the key of the token is not known', this.failure);
        }
        throw invalidToken('the issuer has no key with this kid');
      }
    }
    try {
      return await this.find!(header);
    } catch (error) {
      throw invalidToken(`no key of the issuer fits: ${(error as Error).message}`);
    }
  }

  /** One fetch at a time and one per cool-down; whoever comes in between shares it or goes without. Never rejects. */
  private fetch(): Promise<void> {
    if (this.pending) return this.pending;
    if (this.now() < this.nextFetchAt) return Promise.resolve();
    this.pending = this.replace().finally(() => {
      this.nextFetchAt = this.now() + this.options.cooldownSeconds * 1000;
      this.pending = undefined;
    });
    return this.pending;
  }

  private async replace(): Promise<void> {
    try {
      this.accept(await this.load());
      if (this.failure !== undefined) this.logger.log('The keys of the issuer can be read again.');
      this.failure = undefined;
    } catch (error) {
      if (this.failure === undefined)
        this.logger.warn(`The keys of the issuer cannot be read: ${why(error)}`);
      this.failure = error;
    }
  }

  private accept(keys: JSONWebKeySet): void {
    this.find = createLocalJWKSet(keys);
    this.kids = new Set(keys.keys.map((key) => key.kid));
    const text = JSON.stringify(keys.keys);
    if (text !== this.text) this.generation += 1;
    this.text = text;
    this.usableUntil = this.now() + this.options.cacheSeconds * 1000;
    this.freshUntil = this.now() + this.options.cacheSeconds * 500;
  }
}

function why(error: unknown): string {
  return (error as { detail?: string }).detail ?? String(error);
}
