import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account-store.js';
import { Client } from '../clients/client.entity.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
import { Authorization, type AllowedClaims } from './authorization.entity.js';
import { RefreshToken } from './refresh-token.entity.js';

/** An authorization under which a client could get at something now. */
export interface StandingAuthorization {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly claims: AllowedClaims | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** When the client last got tokens under it: by the user's coming, or by a refresh. Milliseconds since the epoch. */
  readonly lastUsedAt: number;
  /** It goes on while the user is away (`offline_access`). */
  readonly isLasting: boolean;
}

interface Row {
  readonly clientId: Buffer;
  readonly scopes: string;
  readonly claims: string | null;
  readonly offline: number;
  readonly createdAt: number | string;
  readonly expiresAt: number | string;
  readonly rotations: string | null;
  readonly idleExpiresAt: number | string | null;
  readonly refreshTokenSeconds: number | null;
}

/** What clients may do for a user at this moment. */
@Injectable()
export class StandingAuthorizations {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  /**
   * One read. One whose refresh token has ended, unused for too long, is left out: nothing can be got under it.
   *
   * @returns at most `limit`, the newest first
   */
  async of(
    { subject, credentialsChangedAt = 0 }: Account,
    limit: number,
  ): Promise<readonly StandingAuthorization[]> {
    const now = this.clock.now();
    const { code, deviceCode, accessToken } = this.options.lifetimes;
    // One that has no refresh token yet: its code, or its device, may still come for it.
    const redeemableSince = now - Math.max(code, deviceCode, accessToken) * 1000;
    const rows = await this.database.run((manager) =>
      manager
        .createQueryBuilder(Authorization, 'a')
        .leftJoin(RefreshToken, 'r', 'r.id = a.id')
        .leftJoin(Client, 'c', 'c.clientId = a.clientId')
        .select('a.clientId', 'clientId')
        .addSelect('a.scopes', 'scopes')
        .addSelect('a.claims', 'claims')
        .addSelect('a.offline', 'offline')
        .addSelect('a.createdAt', 'createdAt')
        .addSelect('a.expiresAt', 'expiresAt')
        .addSelect('r.rotations', 'rotations')
        .addSelect('r.idleExpiresAt', 'idleExpiresAt')
        .addSelect('c.refreshTokenSeconds', 'refreshTokenSeconds')
        .where('a.subject = :subject', { subject: Buffer.from(subject) })
        .andWhere('a.revokedAt IS NULL')
        .andWhere('a.expiresAt > :now', { now })
        .andWhere('a.authenticatedAt >= :credentialsChangedAt', { credentialsChangedAt })
        .andWhere('(a.mayRefresh = 0 OR r.idleExpiresAt > :now OR a.createdAt > :redeemableSince)', {
          redeemableSince,
        })
        .orderBy('a.id', 'DESC')
        .limit(limit)
        .getRawMany<Row>(),
    );
    return rows.map((row) => this.toStanding(row, now));
  }

  private toStanding(row: Row, now: number): StandingAuthorization {
    const createdAt = Number(row.createdAt);
    return {
      clientId: row.clientId.toString(),
      scopes: JSON.parse(row.scopes) as string[],
      claims: row.claims === null ? null : (JSON.parse(row.claims) as AllowedClaims),
      createdAt,
      lastUsedAt: Math.min(now, Math.max(createdAt, this.lastRefresh(row))),
      isLasting: Number(row.offline) === 1,
    };
  }

  /** A token that is used again and again without being rotated leaves its trace in the end of its idle time alone. */
  private lastRefresh({ rotations, idleExpiresAt, expiresAt, refreshTokenSeconds }: Row): number {
    if (rotations === null) return 0;
    const rotatedAt = (JSON.parse(rotations) as number[]).at(-1);
    if (rotatedAt !== undefined) return rotatedAt;
    const isCut = Number(idleExpiresAt) >= Number(expiresAt);
    const idleSeconds = refreshTokenSeconds ?? this.options.lifetimes.refreshIdle;
    return isCut ? 0 : Number(idleExpiresAt) - idleSeconds * 1000;
  }
}
