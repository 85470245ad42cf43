import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { temporarilyUnavailable } from '../errors/catalogue.js';
import { BoundedQueue } from '../primitives/bounded-queue.js';
import { Metrics } from '../primitives/metrics.js';

/** Longer input is refused before it is hashed. Bytes. */
export const MAX_PASSWORD_BYTES = 1024;

/** Callers that may wait for a hash; the next one gets 503 instead of a place in an endless queue. */
const MAX_WAITING = 100;

/** One core is left for everything else. */
export const HASHES_AT_ONCE = Math.max(1, availableParallelism() - 1);

/**
 * argon2id (RFC 9106) with bounded concurrency. A hash takes a core and 19 MiB for tens of milliseconds; without a
 * bound, a burst of sign-ins would starve the threads that everything else needs.
 */
export class Passwords {
  private readonly queue: BoundedQueue;
  /** Compared against when nobody has the name, so that the answer takes as long. */
  private decoy: Promise<string> | undefined;

  /** @param concurrency hashes at once */
  constructor(
    concurrency = HASHES_AT_ONCE,
    private readonly metrics = new Metrics(),
  ) {
    this.queue = new BoundedQueue(concurrency, MAX_WAITING, () => {
      metrics.passwordRefused();
      return temporarilyUnavailable.because('password hash queue is full');
    });
    metrics.watch('hashes_waiting', () => this.queue.waiting);
    metrics.watch('hashes_running', () => this.queue.running);
  }

  /** @returns a PHC string: algorithm, parameters, salt and hash */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password));
  }

  /** @param phc null when there is no such user; then false, after the same work */
  async verify(phc: string | null, password: string): Promise<boolean> {
    if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) return false;
    const reference = phc ?? (await this.decoyHash());
    const matches = await this.inTurn(() => verify(reference, password));
    return phc !== null && matches;
  }

  private decoyHash(): Promise<string> {
    this.decoy ??= this.hash('no user has this password').catch((error: unknown) => {
      // A full queue is no reason to fail for ever.
      this.decoy = undefined;
      throw error;
    });
    return this.decoy;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const asked = performance.now();
    return this.queue.run(async () => {
      const began = performance.now();
      try {
        return await work();
      } finally {
        this.metrics.passwordHashed((began - asked) / 1000, (performance.now() - began) / 1000);
      }
    });
  }
}
