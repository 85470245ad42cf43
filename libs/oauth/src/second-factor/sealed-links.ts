import { Injectable } from '@nestjs/common';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { deriveKey, openFromBrowser, sealForBrowser } from '../primitives/seal.js';

/** For so long such a link can be opened. Milliseconds. */
const LIFETIME = 900_000;

interface Contents<T> {
  readonly bound: string;
  readonly value: T;
}

/**
 * Secrets on their way from a POST to the page that shows them: encrypted in the page's address, so that it can be
 * loaded again and no table ever holds them. Of use to the browser they were made for alone.
 */
@Injectable()
export class SealedLinks {
  constructor(
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  /**
   * @param kind of value
   * @param bound id of the interaction or the session whose browser may see it
   */
  seal(kind: string, bound: Buffer, value: unknown): string {
    const contents: Contents<unknown> = { bound: bound.toString('hex'), value };
    return sealForBrowser(this.keyOf(kind), contents, this.clock.now() + LIFETIME);
  }

  /** @returns null when it is too old, was made for another browser, or not by us */
  open<T>(kind: string, bound: Buffer, sealed: string | undefined): T | null {
    const contents = openFromBrowser<Contents<T>>(this.keyOf(kind), sealed, this.clock.now());
    return contents?.bound === bound.toString('hex') ? contents.value : null;
  }

  private keyOf(kind: string): Buffer {
    return deriveKey(this.options.masterKey, `second factor ${kind}`);
  }
}
