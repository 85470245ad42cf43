import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { createPrivateKey, createPublicKey, type KeyObject, type webcrypto } from 'node:crypto';
import type { SigningAlgorithm } from '../clients/client.entity.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { Metrics } from '../primitives/metrics.js';
import { above } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { DuplicateKey } from '../storage/storage-error.js';
import { KeyLine, KEYS_NOTICED_WITHIN, PUBLISH_AHEAD, type KeyFacts, type KeyState } from './key-times.js';
import {
  newSigningKey,
  publishedJwk,
  sealingKeyOf,
  SIGNING_ALGORITHMS,
  unsealPrivateKey,
} from './new-signing-key.js';
import { SigningKey } from './signing-key.entity.js';

export interface LoadedKey extends KeyFacts {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  /** As it stands in the JWK Set. */
  readonly publicJwk: webcrypto.JsonWebKey & { readonly kid: string };
  readonly publicKey: KeyObject;
  readonly publicPem: string;
  readonly privateKey: KeyObject;
}

/**
 * The signing keys of this installation, shared by all its processes through the database. Each algorithm has an
 * active key and its successor, which is published long before it signs, so that a rotation rejects no valid token.
 */
@Injectable()
export class KeyRing implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Portcullis');
  private keys: readonly LoadedKey[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly sealingKey: Buffer;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
    private readonly metrics: Metrics = new Metrics(),
  ) {
    this.sealingKey = sealingKeyOf(options.masterKey);
  }

  async onModuleInit(): Promise<void> {
    await this.maintain();
    this.metrics.watch('next_signing_key', () => this.secondsToNextKey());
    this.timer = setInterval(() => void this.maintainQuietly(), KEYS_NOTICED_WITHIN).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** The key that signs now. */
  current(alg: SigningAlgorithm): LoadedKey {
    const key = this.line(alg).current;
    if (!key) throw new Error(`There is no signing key for ${alg}.`);
    return key;
  }

  /** Next, active and retiring keys: everything that may stand in the header of a valid token. */
  published(): readonly { readonly key: LoadedKey; readonly state: KeyState }[] {
    return SIGNING_ALGORITHMS.flatMap((alg) => {
      const line = this.line(alg);
      return line.all
        .filter((key) => line.isPublished(key))
        .map((key) => ({ key, state: line.timesOf(key).state }));
    });
  }

  find(kid: string): LoadedKey | undefined {
    const key = this.keys.find((each) => each.kid === kid);
    return key && this.line(key.alg).isPublished(key) ? key : undefined;
  }

  /**
   * Lets the next key sign as soon as it has been published for long enough, normally at once.
   *
   * @returns when it takes over, milliseconds since the epoch
   */
  async rotate(alg: SigningAlgorithm): Promise<number> {
    await this.maintain();
    const [next] = this.line(alg).waiting;
    if (!next) throw new Error(`There is no next key for ${alg}.`);
    const activatesAt = Math.max(this.clock.now(), next.createdAt + PUBLISH_AHEAD);
    const where = { alg, sequence: next.sequence, activatesAt: above(activatesAt) };
    await this.database.update(SigningKey, where, { activatesAt });
    await this.maintain();
    return activatesAt;
  }

  /** Reads the keys again, creates what is missing and forgets what nobody needs. */
  async maintain(): Promise<void> {
    await this.load();
    for (const alg of SIGNING_ALGORITHMS) {
      const line = this.line(alg);
      const now = this.clock.now();
      const rotateEvery = this.options.keys.rotateEverySeconds * 1000;
      const newest = line.all.findLast(({ retiredAt }) => retiredAt === null);
      const sequence = Math.max(0, ...line.all.map((key) => key.sequence)) + 1;
      if (!newest) {
        await this.create(alg, sequence, now);
        await this.create(alg, sequence + 1, now + rotateEvery);
      } else if (newest.activatesAt <= now) {
        await this.create(alg, sequence, Math.max(newest.activatesAt + rotateEvery, now + PUBLISH_AHEAD));
      }
      // What somebody retired stays on the list until somebody deletes it.
      for (const key of line.all) {
        if (key.retiredAt !== null || line.isPublished(key)) continue;
        await this.database.delete(SigningKey, { alg, sequence: key.sequence, kid: key.kid });
      }
    }
  }

  /** Two processes that create the same sequence at once agree: the primary key lets one of them in. */
  private async create(alg: SigningAlgorithm, sequence: number, activatesAt: number): Promise<void> {
    const facts = { alg, sequence, createdAt: this.clock.now(), activatesAt };
    const key = await newSigningKey(this.sealingKey, facts);
    try {
      await this.database.insert(SigningKey, key);
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
    }
    await this.load();
  }

  private async load(): Promise<void> {
    const rows = await this.database.findMany(SigningKey, {});
    const known = new Map(this.keys.map((key) => [key.kid, key]));
    this.keys = rows.map((row) => {
      const key = known.get(row.kid);
      const { activatesAt, retiredAt } = row;
      return key ? { ...key, activatesAt, retiredAt } : this.unseal(row);
    });
  }

  private unseal(row: SigningKey): LoadedKey {
    const der = unsealPrivateKey(this.sealingKey, row);
    const publicKey = createPublicKey({ key: row.publicJwk, format: 'jwk' });
    return {
      kid: row.kid,
      alg: row.alg,
      sequence: row.sequence,
      activatesAt: row.activatesAt,
      createdAt: row.createdAt,
      retiredAt: row.retiredAt,
      publicJwk: publishedJwk(row),
      publicKey,
      publicPem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
      privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
    };
  }

  /** Until the first of the next keys takes over; 0 while an algorithm has none. */
  private secondsToNextKey(): number {
    const now = this.clock.now();
    const turns = SIGNING_ALGORITHMS.map((alg) => this.line(alg).waiting[0]?.activatesAt ?? now);
    return (Math.min(...turns) - now) / 1000;
  }

  private line(alg: SigningAlgorithm): KeyLine<LoadedKey> {
    return new KeyLine(
      this.keys.filter((key) => key.alg === alg),
      this.clock.now(),
    );
  }

  private async maintainQuietly(): Promise<void> {
    try {
      await this.maintain();
    } catch (error) {
      this.logger.warn(`The signing keys could not be read again: ${(error as Error).message}`);
    }
  }
}
