import { Injectable } from '@nestjs/common';
import { verify } from '@node-rs/bcrypt';
import { availableParallelism } from 'node:os';
import { temporarilyUnavailable } from '../errors/catalogue.js';
import { BoundedQueue } from '../primitives/bounded-queue.js';
import { sameDigest, sha256 } from '../primitives/digest.js';
import type { ClientSecret } from './client-secret.entity.js';

/** bcrypt looks at no more than this: a longer value would match by its beginning alone. Bytes. */
export const MAX_BCRYPT_BYTES = 72;

/** A dearer hash would take a core for a second. */
export const MAX_BCRYPT_COST = 12;

/** Hashes of a client that are tried; more than this many live ones nobody needs for a rotation. */
const MOST_TRIED = 2;

/** Callers that may wait for a hash; the next one gets 503 instead of a place in an endless queue. */
const MAX_WAITING = 100;

const AT_ONCE = Math.max(1, Math.floor(availableParallelism() / 2));

/** Secrets whose value has been seen to be right; beyond, the oldest is forgotten. */
const REMEMBERED = 10_000;

/** What somebody presents as a client's secret. */
export interface PresentedSecret {
  readonly secret: string;
  /** As `sourceOf` tells it. */
  readonly source: string;
  /** Takes one of the attempts of this client and source. */
  readonly reserve: () => Promise<void>;
}

/**
 * Secrets that came from another server as bcrypt hashes. A hash takes a core for tens of milliseconds, so few run at a
 * time, and a value that was right once is recognised by its digest from then on: in memory alone, because somebody may
 * have chosen it and a digest at rest would be quick to guess; and for its source alone, because a comparison that costs
 * nothing is no limit for whoever guesses. A hash is computed only for an attempt that was reserved before.
 */
@Injectable()
export class BcryptSecrets {
  private readonly queue = new BoundedQueue(AT_ONCE, MAX_WAITING, () =>
    temporarilyUnavailable.because('bcrypt queue is full'),
  );
  /** By the hash, so that another hash knows nothing of it, and the source. */
  private readonly right = new Map<string, Buffer>();
  /** The same value from the same source is one guess, however often it comes at the same moment. */
  private readonly judged = new Map<string, Promise<ClientSecret | undefined>>();

  /**
   * @param secrets live ones
   * @param digest SHA-256 of what was presented
   * @returns the secret that was presented, if it is one of these
   * @throws 503 when too many wait; what `reserve` throws
   */
  async match(
    secrets: readonly ClientSecret[],
    presented: PresentedSecret,
    digest: Buffer,
  ): Promise<ClientSecret | undefined> {
    const { secret: value, source } = presented;
    const hashed = secrets.filter(({ bcrypt }) => bcrypt !== null);
    const known = hashed.find((secret) => {
      const right = this.right.get(keyOf(secret, source));
      return right !== undefined && sameDigest(right, digest);
    });
    if (known || hashed.length === 0 || Buffer.byteLength(value) > MAX_BCRYPT_BYTES) return known;
    const tried = hashed.slice(0, MOST_TRIED);
    const key = [...tried.map((secret) => keyOf(secret, source)), digest.toString('hex')].join();
    const running = this.judged.get(key);
    if (running) return running;
    const judged = this.judge(tried, presented, digest).finally(() => this.judged.delete(key));
    this.judged.set(key, judged);
    return judged;
  }

  private async judge(
    secrets: readonly ClientSecret[],
    { secret: value, source, reserve }: PresentedSecret,
    digest: Buffer,
  ): Promise<ClientSecret | undefined> {
    await reserve();
    for (const secret of secrets) {
      if (!(await this.queue.run(() => verify(value, secret.bcrypt!)))) continue;
      if (this.right.size >= REMEMBERED) this.right.delete(this.right.keys().next().value!);
      this.right.set(keyOf(secret, source), digest);
      return secret;
    }
    return undefined;
  }
}

function keyOf({ bcrypt }: ClientSecret, source: string): string {
  return `${bcrypt} ${source}`;
}

/** @returns the cost of a bcrypt hash in the form `$2b$10$…`; undefined when it is none */
export function bcryptCost(hash: string): number | undefined {
  const match = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(hash);
  return match ? Number(match[1]) : undefined;
}

/** What stands in the column of the digest of such a secret. The check never compares with it. */
export function noDigest(hash: string): Buffer {
  return sha256(`bcrypt:${hash}`);
}
