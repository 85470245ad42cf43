import { Injectable } from '@nestjs/common';
import type { Client } from '../clients/client.entity.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { mintHandle } from '../primitives/handle.js';
import { above, atMost, increment } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { DuplicateKey } from '../storage/storage-error.js';
import { Authorization } from '../tokens/authorization.entity.js';
import { toAuthorization, type Permission } from '../tokens/permission.js';
import { DeviceCode } from './device-code.entity.js';
import { mintUserCode, userCodeDigest } from './user-code.js';

/** Between two polls, and by how much it grows with every early one (RFC 8628 sections 3.2 and 3.5). Seconds. */
const INTERVAL = 5;

/** Timers and networks are not exact: so much too early is on time. Milliseconds. */
const LEEWAY = 1000;

/** Two user codes can be alike, but not three times in a row by accident. */
const ATTEMPTS = 3;

/** What a device gets to show and to poll with. */
export interface NewDeviceCode {
  readonly deviceCode: string;
  readonly userCode: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** Seconds. */
  readonly interval: number;
}

/** Device codes, from the device's request to the user's decision. */
@Injectable()
export class DeviceCodes {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  async begin(
    client: Client,
    scopes: readonly string[],
    resources: readonly string[],
  ): Promise<NewDeviceCode> {
    const now = this.clock.now();
    const expiresIn = this.options.lifetimes.deviceCode;
    for (let attempt = 1; ; attempt++) {
      const { value, id, digest } = mintHandle(now);
      const userCode = mintUserCode();
      try {
        await this.database.insert(DeviceCode, {
          id,
          digest,
          userCodeDigest: userCodeDigest(this.options.masterKey, userCode),
          clientId: client.clientId,
          scopes: [...scopes],
          resources: [...resources],
          status: 'pending',
          pollInterval: INTERVAL,
          nextPollAt: now,
          createdAt: now,
          expiresAt: now + expiresIn * 1000,
          consumedAt: null,
        });
        return { deviceCode: value, userCode, expiresIn, interval: INTERVAL };
      } catch (error) {
        if (!(error instanceof DuplicateKey) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  findByUserCode(userCode: string): Promise<DeviceCode | null> {
    return this.database.find(DeviceCode, {
      userCodeDigest: userCodeDigest(this.options.masterKey, userCode),
    });
  }

  /**
   * Takes the user's consent, once. Until the authorization is there as well, the device is told to wait.
   *
   * @returns false when the code has expired or was decided about before
   */
  async approve(id: Buffer, permission: Permission): Promise<boolean> {
    if (!(await this.decide(id, 'approved'))) return false;
    const { lifetimes } = this.options;
    await this.database.insert(
      Authorization,
      toAuthorization(permission, id, this.clock.now(), { ...lifetimes, code: lifetimes.deviceCode }),
    );
    return true;
  }

  /** @returns false when the code has expired or was decided about before */
  deny(id: Buffer): Promise<boolean> {
    return this.decide(id, 'denied');
  }

  /**
   * Notes a poll. One that comes too early slows down those that follow (RFC 8628 section 3.5), so here a refusal
   * writes.
   *
   * @returns true when it was not too early: of polls at the same moment for one only, on whichever process
   */
  async poll({ id, pollInterval }: DeviceCode): Promise<boolean> {
    const now = this.clock.now();
    const nextPollAt = now + pollInterval * 1000 - LEEWAY;
    const isDue = await this.database.update(DeviceCode, { id, nextPollAt: atMost(now) }, { nextPollAt });
    if (isDue === 1) return true;
    const slower = { pollInterval: increment(INTERVAL), nextPollAt: increment(INTERVAL * 1000) };
    await this.database.update(DeviceCode, { id }, slower);
    return false;
  }

  private async decide(id: Buffer, status: 'approved' | 'denied'): Promise<boolean> {
    const where = { id, status: 'pending', expiresAt: above(this.clock.now()) } as const;
    return (await this.database.update(DeviceCode, where, { status })) === 1;
  }
}
