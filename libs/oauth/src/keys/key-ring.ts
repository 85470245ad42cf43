import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  type webcrypto,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { SigningAlgorithm } from '../clients/client.entity.js';
import { MAX_TOKEN_SECONDS, ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { sha256 } from '../primitives/digest.js';
import { deriveKey, open, seal } from '../primitives/seal.js';
import { above, below } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { DuplicateKey } from '../storage/storage-error.js';
import { SigningKey } from './signing-key.entity.js';

export const SIGNING_ALGORITHMS: readonly SigningAlgorithm[] = ['ES256', 'RS256'];

/** How long other parties may keep our JWKS; a key is published for longer than this before it signs. Seconds. */
export const JWKS_MAX_AGE = 300;
/** A process sees a rotation made by another one after at most this. Milliseconds. */
const RELOAD = 10_000;
const PUBLISH_AHEAD = 2 * JWKS_MAX_AGE * 1000;
/** A retired key stays published until its last token has expired. Milliseconds. */
const RETENTION = (MAX_TOKEN_SECONDS + 60) * 1000;

export type KeyState = 'next' | 'current' | 'retired';

export interface LoadedKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly sequence: number;
  readonly activatesAt: number;
  readonly createdAt: number;
  /** As it stands in the JWK Set. */
  readonly publicJwk: webcrypto.JsonWebKey & { readonly kid: string };
  readonly publicKey: KeyObject;
  readonly publicPem: string;
  readonly privateKey: KeyObject;
}

/**
 * The signing keys of this installation, shared by all its processes through the database. Each algorithm has a
 * current key and its successor, which is published long before it signs, so that a rotation rejects no valid token.
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
  ) {
    this.sealingKey = deriveKey(options.masterKey, 'signing key');
  }

  async onModuleInit(): Promise<void> {
    await this.maintain();
    this.timer = setInterval(() => void this.maintainQuietly(), RELOAD).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /**
   * The key that signs now: the latest that is due. Where the clock is behind that of the process which created the
   * first key, none is due yet; signing with the first one is better than not at all.
   */
  current(alg: SigningAlgorithm): LoadedKey {
    const now = this.clock.now();
    const mine = this.keys.filter((candidate) => candidate.alg === alg);
    const key = mine.findLast((candidate) => candidate.activatesAt <= now) ?? mine[0];
    if (!key) throw new Error(`There is no signing key for ${alg}.`);
    return key;
  }

  /** Next, current and retired keys: everything that may stand in the header of a valid token. */
  published(): readonly { readonly key: LoadedKey; readonly state: KeyState }[] {
    return SIGNING_ALGORITHMS.flatMap((alg) => {
      const { sequence } = this.current(alg);
      return this.keys
        .filter((key) => key.alg === alg && !this.isForgotten(key))
        .map((key) => ({ key, state: stateOf(key.sequence, sequence) }));
    });
  }

  find(kid: string): LoadedKey | undefined {
    return this.keys.find((key) => key.kid === kid && !this.isForgotten(key));
  }

  /**
   * Lets the next key sign as soon as it has been published for long enough, normally at once.
   *
   * @returns when it takes over, milliseconds since the epoch
   */
  async rotate(alg: SigningAlgorithm): Promise<number> {
    await this.maintain();
    const next = this.keys.find((key) => key.alg === alg && key.activatesAt > this.clock.now());
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
      const mine = this.keys.filter((key) => key.alg === alg);
      const newest = mine.at(-1);
      const now = this.clock.now();
      if (!newest) {
        await this.create(alg, 1, now);
        await this.create(alg, 2, now + this.options.keys.rotateEverySeconds * 1000);
      } else if (newest.activatesAt <= now) {
        const activatesAt = newest.activatesAt + this.options.keys.rotateEverySeconds * 1000;
        await this.create(alg, newest.sequence + 1, Math.max(activatesAt, now + PUBLISH_AHEAD));
      }
      const oldest = mine.find((key) => !this.isForgotten(key));
      if (oldest && oldest !== mine[0]) {
        await this.database.delete(SigningKey, { alg, sequence: below(oldest.sequence) });
      }
    }
  }

  /** Two processes that create the same sequence at once agree: the primary key lets one of them in. */
  private async create(alg: SigningAlgorithm, sequence: number, activatesAt: number): Promise<void> {
    const { publicKey, privateKey } = await generate(alg);
    const publicJwk = publicKey.export({ format: 'jwk' });
    const key: SigningKey = {
      alg,
      sequence,
      kid: thumbprint(publicJwk),
      publicJwk,
      sealedPrivateKey: seal(this.sealingKey, privateKey.export({ format: 'der', type: 'pkcs8' })),
      createdAt: this.clock.now(),
      activatesAt,
    };
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
    this.keys = rows
      .map((row) => {
        const key = known.get(row.kid);
        return key ? { ...key, activatesAt: row.activatesAt } : this.unseal(row);
      })
      .sort((a, b) => a.sequence - b.sequence);
  }

  private unseal(row: SigningKey): LoadedKey {
    let der: Buffer;
    try {
      der = open(this.sealingKey, row.sealedPrivateKey);
    } catch {
      throw new Error(
        'The signing keys in the database were encrypted with another master key. ' +
          'Start with the masterKey they were created with.',
      );
    }
    const publicKey = createPublicKey({ key: row.publicJwk, format: 'jwk' });
    return {
      kid: row.kid,
      alg: row.alg,
      sequence: row.sequence,
      activatesAt: row.activatesAt,
      createdAt: row.createdAt,
      publicJwk: Object.assign({}, row.publicJwk, { kid: row.kid, alg: row.alg, use: 'sig' }),
      publicKey,
      publicPem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
      privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
    };
  }

  /** True when the successor took over so long ago that no token of this key can be valid. */
  private isForgotten(key: LoadedKey): boolean {
    const successor = this.keys.find((other) => other.alg === key.alg && other.sequence === key.sequence + 1);
    return successor !== undefined && successor.activatesAt + RETENTION <= this.clock.now();
  }

  private async maintainQuietly(): Promise<void> {
    try {
      await this.maintain();
    } catch (error) {
      this.logger.warn(`The signing keys could not be read again: ${(error as Error).message}`);
    }
  }
}

const generateKeys = promisify(generateKeyPair);

function generate(alg: SigningAlgorithm): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  return alg === 'ES256'
    ? generateKeys('ec', { namedCurve: 'P-256' })
    : generateKeys('rsa', { modulusLength: 2048 });
}

function stateOf(sequence: number, current: number): KeyState {
  if (sequence === current) return 'current';
  return sequence > current ? 'next' : 'retired';
}

/** RFC 7638: the key id follows from the key, so that it is unique without a counter. */
function thumbprint(jwk: webcrypto.JsonWebKey): string {
  const members =
    jwk.kty === 'EC'
      ? { crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }
      : { e: jwk.e, kty: jwk.kty, n: jwk.n };
  return sha256(JSON.stringify(members)).toString('base64url');
}
