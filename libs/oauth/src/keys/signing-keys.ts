import { Injectable } from '@nestjs/common';
import type { webcrypto } from 'node:crypto';
import type { Actor } from '../audit/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import type { AuditEventName } from '../audit/events.js';
import type { SigningAlgorithm } from '../clients/client.entity.js';
import { Clock } from '../primitives/clock.js';
import { above, increment } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import { DuplicateKey } from '../storage/storage-error.js';
import { KeyRefused, UnknownKey } from './key-refused.js';
import { KeyLine, PUBLISH_AHEAD, type KeyTimes } from './key-times.js';
import {
  newSigningKey,
  publishedJwk,
  sealingKeyOf,
  SIGNING_ALGORITHMS,
  unsealPrivateKey,
} from './new-signing-key.js';
import { SigningKey } from './signing-key.entity.js';

/** A signing key as people see it; times in milliseconds since the epoch. */
export interface ListedKey extends KeyTimes {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly createdAt: number;
  readonly activatesAt: number;
  /** The earliest that it may be made to sign. */
  readonly earliestActivation: number;
  /** When somebody ended it before its time. */
  readonly retiredAt: number | null;
  /** As it stands in the JWK Set. */
  readonly publicJwk: webcrypto.JsonWebKey;
}

/** More at once would only fill the JWK Set, which every API fetches. */
const MOST_WAITING = 3;
/** Nobody plans a key further ahead. Milliseconds. */
const LATEST = 366 * 86_400_000;

/**
 * What people do with the signing keys beside their automatic rotation. It changes rows and nothing else: every
 * process of the authorization server reads them again within seconds, wherever this runs.
 */
@Injectable()
export class SigningKeys {
  private readonly sealingKey: Buffer;

  /** @param masterKey of the authorization server */
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    masterKey: string,
  ) {
    this.sealingKey = sealingKeyOf(masterKey);
  }

  /** All keys, by algorithm in the order in which they sign. */
  async list(): Promise<ListedKey[]> {
    const rows = await this.database.findMany(SigningKey, {});
    return SIGNING_ALGORITHMS.flatMap((alg) => this.listed(rows.filter((row) => row.alg === alg)));
  }

  /**
   * Adds a key that signs later: every process publishes it from now on, so that nobody meets its kid unprepared.
   *
   * @param activatesAt when it is to sign; null: as soon as everybody can know it
   * @throws KeyRefused
   */
  async publish(alg: SigningAlgorithm, activatesAt: number | null, actor: Actor): Promise<ListedKey> {
    for (;;) {
      const rows = await this.of(alg);
      this.checkMasterKey(rows);
      if (this.line(rows).waiting.length >= MOST_WAITING) {
        throw new KeyRefused('too_many_waiting', `${MOST_WAITING} keys are waiting already.`);
      }
      const createdAt = this.clock.now();
      const facts = { alg, sequence: nextSequence(rows), createdAt, activatesAt: createdAt + PUBLISH_AHEAD };
      const key = await newSigningKey(this.sealingKey, facts);
      if (activatesAt !== null) key.activatesAt = this.checked(activatesAt, key);
      try {
        await this.database.unit(async (unit) => {
          await unit.insert(SigningKey, key);
          await this.record('signing_key.published', key, actor, unit, { activatesAt: key.activatesAt });
        });
        return await this.get(key.kid);
      } catch (error) {
        // The automatic rotation was faster: it has the sequence, and the next round sees its key.
        if (!(error instanceof DuplicateKey)) throw error;
      }
    }
  }

  /**
   * Moves the moment at which a waiting key takes over.
   *
   * @param activatesAt null: as soon as everybody can know it, which is now for one that has waited long enough
   * @throws KeyRefused, UnknownKey
   */
  async activate(kid: string, activatesAt: number | null, actor: Actor): Promise<ListedKey> {
    const key = await this.row(kid);
    if (key.retiredAt !== null) throw alreadyRetired();
    const at = activatesAt === null ? this.earliest(key) : this.checked(activatesAt, key);
    await this.database.unit(async (unit) => {
      const waiting = { alg: key.alg, sequence: key.sequence, kid, retiredAt: null };
      const where = { ...waiting, activatesAt: above(this.clock.now()) };
      if ((await unit.update(SigningKey, where, { activatesAt: at })) === 0) {
        throw new KeyRefused('already_signing', 'This key signs already, or has signed.');
      }
      const times = { before: { activatesAt: key.activatesAt }, after: { activatesAt: at } };
      await this.record('signing_key.activated', key, actor, unit, times);
    });
    return this.get(kid);
  }

  /**
   * Ends a key at once, for one that others may have got hold of: it signs nothing more, leaves the JWK Set, and what
   * it has signed is refused, as soon as each process has noticed. When it was the one that signs, its successor does
   * so from this moment.
   *
   * @throws KeyRefused, UnknownKey
   */
  async retire(kid: string, actor: Actor): Promise<ListedKey> {
    const { alg } = await this.row(kid);
    // Made before the lock is taken, for the case that nobody stands behind it.
    const spare = await newSigningKey(this.sealingKey, { alg, sequence: 0, createdAt: 0, activatesAt: 0 });
    await this.database.unit(async (unit) => {
      // Holds others who edit the keys of this algorithm until we are done, so that one is left that signs.
      await unit.update(SigningKey, { alg }, { sequence: increment(0) });
      const rows = await unit.findMany(SigningKey, { alg });
      this.checkMasterKey(rows);
      const key = rows.find((row) => row.kid === kid);
      if (!key) throw new UnknownKey(kid);
      if (key.retiredAt !== null) throw alreadyRetired();
      const before = this.line(rows).timesOf(key);
      const retiredAt = this.clock.now();
      await unit.update(SigningKey, { alg, sequence: key.sequence }, { retiredAt });
      const successor = before.state === 'active' ? await this.succeed(key, rows, spare, unit) : null;
      const data = { state: before.state, ...(successor && { successor: successor.kid }) };
      await this.record('signing_key.retired', key, actor, unit, data);
    });
    return this.get(kid);
  }

  /**
   * Deletes a key for good, with its private part.
   *
   * @throws KeyRefused as long as a token that it signed may be live; UnknownKey
   */
  async delete(kid: string, actor: Actor): Promise<void> {
    const { alg } = await this.row(kid);
    await this.database.unit(async (unit) => {
      await unit.update(SigningKey, { alg }, { sequence: increment(0) });
      const rows = await unit.findMany(SigningKey, { alg });
      const key = rows.find((row) => row.kid === kid);
      if (!key) throw new UnknownKey(kid);
      const { deletableAt } = this.line(rows).timesOf(key);
      if (deletableAt === null) {
        throw new KeyRefused('still_in_use', 'This key signs, or is going to. Retire it first.');
      }
      if (deletableAt > this.clock.now()) {
        const when = new Date(deletableAt).toISOString();
        throw new KeyRefused(
          'live_tokens',
          `Tokens that this key has signed may be live until ${when}.`,
          deletableAt,
        );
      }
      await unit.delete(SigningKey, { alg, sequence: key.sequence, kid });
      await this.record('signing_key.deleted', key, actor, unit, {});
    });
  }

  /** Somebody signs from now on: the nearest of those that wait, or a new key. */
  private async succeed(
    retired: SigningKey,
    rows: readonly SigningKey[],
    spare: SigningKey,
    unit: Rows,
  ): Promise<SigningKey> {
    const now = this.clock.now();
    const [next] = this.line(rows).waiting.filter(({ kid }) => kid !== retired.kid);
    if (next) {
      await unit.update(SigningKey, { alg: next.alg, sequence: next.sequence }, { activatesAt: now });
      return next;
    }
    const fresh = { ...spare, sequence: nextSequence(rows), createdAt: now, activatesAt: now };
    await unit.insert(SigningKey, fresh);
    return fresh;
  }

  /** @throws KeyRefused */
  private checked(activatesAt: number, key: SigningKey): number {
    const earliest = this.earliest(key);
    if (activatesAt < earliest) {
      const when = new Date(earliest).toISOString();
      const message = `APIs that keep our keys can have missed this one until ${when}.`;
      throw new KeyRefused('too_soon', message, earliest);
    }
    const latest = this.clock.now() + LATEST;
    if (activatesAt > latest)
      throw new KeyRefused('too_late', 'Choose a time within the next 366 days.', latest);
    return activatesAt;
  }

  private earliest({ createdAt }: SigningKey): number {
    return Math.max(this.clock.now(), createdAt + PUBLISH_AHEAD);
  }

  /** A key sealed with another master key would stop every process of the authorization server. */
  private checkMasterKey(rows: readonly SigningKey[]): void {
    if (rows.length === 0) {
      throw new KeyRefused('no_keys', 'There is no key yet. Start the authorization server first.');
    }
    try {
      for (const row of rows) unsealPrivateKey(this.sealingKey, row);
    } catch {
      throw new KeyRefused(
        'other_master_key',
        'The master key here is not that of the authorization server.',
      );
    }
  }

  private of(alg: SigningAlgorithm): Promise<SigningKey[]> {
    return this.database.findMany(SigningKey, { alg });
  }

  /** @throws UnknownKey */
  private async row(kid: string): Promise<SigningKey> {
    const row = await this.database.find(SigningKey, { kid });
    if (!row) throw new UnknownKey(kid);
    return row;
  }

  private async get(kid: string): Promise<ListedKey> {
    const found = (await this.list()).find((key) => key.kid === kid);
    if (!found) throw new UnknownKey(kid);
    return found;
  }

  private line(rows: readonly SigningKey[]): KeyLine<SigningKey> {
    return new KeyLine(rows, this.clock.now());
  }

  private listed(rows: readonly SigningKey[]): ListedKey[] {
    const line = this.line(rows);
    return line.all.map((row) => ({
      kid: row.kid,
      alg: row.alg,
      createdAt: row.createdAt,
      activatesAt: row.activatesAt,
      earliestActivation: this.earliest(row),
      retiredAt: row.retiredAt,
      publicJwk: publishedJwk(row),
      ...line.timesOf(row),
    }));
  }

  private async record(
    event: AuditEventName,
    key: SigningKey,
    actor: Actor,
    unit: Rows,
    data: object,
  ): Promise<void> {
    const { kid, alg } = key;
    await this.audit.record(event, { actor, data: { kid, alg, ...data } }, unit);
  }
}

function nextSequence(rows: readonly SigningKey[]): number {
  return Math.max(0, ...rows.map(({ sequence }) => sequence)) + 1;
}

function alreadyRetired(): KeyRefused {
  return new KeyRefused('already_retired', 'This key was retired before.');
}
