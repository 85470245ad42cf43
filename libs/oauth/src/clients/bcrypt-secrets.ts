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

/**
 * Secrets that came from another server as bcrypt hashes. A hash takes a core for tens of milliseconds, so few run at a
 * time, and a value that was right once is recognised by its digest from then on: in memory alone, because somebody may
 * have chosen it and a digest at rest would be quick to guess.
 */
@Injectable()
export class BcryptSecrets {
  private readonly queue = new BoundedQueue(AT_ONCE, MAX_WAITING, () =>
    temporarilyUnavailable.because('bcrypt queue is full'),
  );
  /** By the hash, so that another hash knows nothing of it. */
  private readonly right = new Map<string, Buffer>();

  /**
   * @param secrets live ones
   * @param digest SHA-256 of what was presented
   * @returns the secret that was presented, if it is one of these
   * @throws 503 when too many wait
   */
  async match(
    secrets: readonly ClientSecret[],
    presented: string,
    digest: Buffer,
  ): Promise<ClientSecret | undefined> {
    const hashed = secrets.filter(({ bcrypt }) => bcrypt !== null);
    const known = hashed.find(({ bcrypt }) => {
      const right = this.right.get(bcrypt!);
      return right !== undefined && sameDigest(right, digest);
    });
    if (known || Buffer.byteLength(presented) > MAX_BCRYPT_BYTES) return known;
    for (const secret of hashed.slice(0, MOST_TRIED)) {
      if (!(await this.queue.run(() => verify(presented, secret.bcrypt!)))) continue;
      if (this.right.size >= REMEMBERED) this.right.delete(this.right.keys().next().value!);
      this.right.set(secret.bcrypt!, digest);
      return secret;
    }
    return undefined;
  }
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
