import { Injectable } from '@nestjs/common';
import { User } from '../accounts/user.entity.js';
import { AuditEvent } from '../audit/audit-event.entity.js';
import { Client } from '../clients/client.entity.js';
import { DeviceCode } from '../device/device-code.entity.js';
import { Clock } from '../primitives/clock.js';
import { countUpTo, type BoundedCount } from '../storage/bounded-count.js';
import { Database } from '../storage/database.js';
import { readPage, type KeysetPage } from '../storage/keyset.js';
import { AccessToken } from '../tokens/access-token.entity.js';
import { AuthorizationCode } from '../tokens/authorization-code.entity.js';
import { Authorization } from '../tokens/authorization.entity.js';
import { RefreshToken } from '../tokens/refresh-token.entity.js';
import {
  authorizationsWhere,
  stateOf,
  type AuthorizationFilter,
  type AuthorizationState,
} from './authorization-query.js';

/** An authorization with the names that people know its parties by. */
export interface ListedAuthorization {
  readonly authorization: Authorization;
  readonly state: AuthorizationState;
  /** Null when nobody is registered under its client id (any more). */
  readonly client: Client | null;
  /** Null for a user of the host's own account store, and for one who is gone. */
  readonly user: User | null;
  /** Null before its code was redeemed, without one, and once it was not used in time. */
  readonly refreshToken: RefreshToken | null;
  /** When it was last known to be used: allowed, redeemed or refreshed. Milliseconds since the epoch. */
  readonly lastUsedAt: number;
}

export interface AuthorizationPageQuery extends AuthorizationFilter {
  /** Default: by the time at which it was allowed. */
  readonly orderBy?: 'created' | 'expires' | undefined;
  readonly descending?: boolean | undefined;
  readonly cursor?: string | undefined;
  /** At most 200. */
  readonly limit: number;
}

export type AuthorizationPage = KeysetPage<ListedAuthorization> & BoundedCount;

/** An authorization with everything that came of it and is still known. */
export interface AuthorizationFamily extends ListedAuthorization {
  /** Null a day after it expired, and for one that began on a device. */
  readonly code: AuthorizationCode | null;
  /** Null a day after it expired, and for one that began with a code. */
  readonly deviceCode: DeviceCode | null;
  /** Opaque access tokens, and JWT ones that were revoked by themselves; the latest first. */
  readonly accessTokens: readonly AccessToken[];
  readonly hasMoreAccessTokens: boolean;
  /** What was noticed about it: replays, reuse, revocation. Oldest first. */
  readonly events: readonly AuditEvent[];
}

/** Events that end an authorization, or are the reason why it was ended. */
const EVENTS: readonly string[] = [
  'authorization_code.replayed',
  'device_code.replayed',
  'refresh_token.reused',
  'refresh_token.revoked',
  'authorization.revoked',
  'authorizations.revoked',
];

const MAX_PAGE = 200;
const MAX_ACCESS_TOKENS = 100;
const MAX_EVENTS = 50;

/** Finds what users allowed clients, for administrators. */
@Injectable()
export class AuthorizationDirectory {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async list(query: AuthorizationPageQuery): Promise<AuthorizationPage> {
    const limit = Math.min(Math.max(1, Math.trunc(query.limit)), MAX_PAGE);
    const { orderBy = 'created', descending = false, cursor } = query;
    const { items, ...page } = await this.database.run(async (manager) => {
      const list = await authorizationsWhere(manager, query, this.clock.now());
      const counted = await countUpTo(manager, list);
      // Both look at everything then.
      if (counted.total === 0) return { items: [], next: null, ...counted };
      // Ids are ordered by time.
      const by = orderBy === 'expires' ? 'expiresAt' : 'id';
      return { ...(await readPage(list, { orderBy: by, id: 'id', descending, cursor, limit })), ...counted };
    });
    return { items: await this.withParties(items), ...page };
  }

  /** @returns at most `most`, and whether there are more; left out, as the list counts */
  count(filter: AuthorizationFilter, most?: number): Promise<BoundedCount> {
    return this.database.run(async (manager) =>
      countUpTo(manager, await authorizationsWhere(manager, filter, this.clock.now()), most),
    );
  }

  /** How many of the authorizations of these users are live. */
  async liveOf(subjects: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (subjects.length === 0) return new Map();
    const counts = await this.database.run(async (manager) => {
      const live = await authorizationsWhere(manager, { states: ['live'] }, this.clock.now());
      return live
        .andWhere('a.subject IN (:...of)', { of: subjects.map((subject) => Buffer.from(subject)) })
        .select('a.subject', 'subject')
        .addSelect('COUNT(*)', 'n')
        .groupBy('a.subject')
        .getRawMany<{ subject: Buffer; n: number | string }>();
    });
    return new Map(counts.map(({ subject, n }) => [subject.toString(), Number(n)]));
  }

  /** @returns null when there is none (any more) */
  async find(id: Buffer): Promise<ListedAuthorization | null> {
    const authorization = await this.database.find(Authorization, { id });
    return authorization && (await this.withParties([authorization]))[0]!;
  }

  /** Those of these ids that there are, in no order. */
  named(ids: readonly Buffer[]): Promise<Authorization[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.database.findMany(Authorization, { id: ids });
  }

  /** @returns null when there is none (any more) */
  async family(id: Buffer): Promise<AuthorizationFamily | null> {
    const listed = await this.find(id);
    if (!listed) return null;
    const [code, deviceCode, accessTokens, events] = await Promise.all([
      this.database.find(AuthorizationCode, { id }),
      this.database.find(DeviceCode, { id }),
      this.database.findMany(
        AccessToken,
        { authorizationId: id },
        { orderBy: 'id', descending: true, limit: MAX_ACCESS_TOKENS + 1 },
      ),
      this.eventsOf(listed.authorization),
    ]);
    const redeemedAt = code?.consumedAt ?? deviceCode?.consumedAt ?? 0;
    return {
      ...listed,
      lastUsedAt: Math.max(listed.lastUsedAt, redeemedAt, accessTokens[0]?.issuedAt ?? 0),
      code,
      deviceCode,
      accessTokens: accessTokens.slice(0, MAX_ACCESS_TOKENS),
      hasMoreAccessTokens: accessTokens.length > MAX_ACCESS_TOKENS,
      events,
    };
  }

  /** Opaque access tokens of a client itself (RFC 6749 section 4.4), the latest first. */
  clientTokens(clientId: string, limit: number): Promise<AccessToken[]> {
    const where = { authorizationId: null, clientId };
    return this.database.findMany(AccessToken, where, { orderBy: 'id', descending: true, limit });
  }

  private async withParties(authorizations: readonly Authorization[]): Promise<ListedAuthorization[]> {
    const now = this.clock.now();
    const ids = authorizations.map(({ id }) => id);
    const [users, clients, refreshTokens] = await Promise.all([
      this.database.findMany(User, { subject: distinct(authorizations.map(({ subject }) => subject)) }),
      this.database.findMany(Client, { clientId: distinct(authorizations.map(({ clientId }) => clientId)) }),
      this.database.findMany(RefreshToken, { id: ids }),
    ]);
    const userOf = new Map(users.map((user) => [user.subject, user]));
    const clientOf = new Map(clients.map((client) => [client.clientId, client]));
    const tokenOf = new Map(refreshTokens.map((token) => [token.id.toString('hex'), token]));
    return authorizations.map((authorization) => {
      const user = userOf.get(authorization.subject) ?? null;
      const refreshToken = tokenOf.get(authorization.id.toString('hex')) ?? null;
      return {
        authorization,
        state: stateOf({ authorization, refreshToken, user }, now),
        client: clientOf.get(authorization.clientId) ?? null,
        user,
        refreshToken,
        lastUsedAt: Math.max(authorization.createdAt, refreshToken?.rotations.at(-1) ?? 0),
      };
    });
  }

  private eventsOf({ id, subject, clientId, createdAt }: Authorization): Promise<AuditEvent[]> {
    return this.database.run((manager) =>
      manager
        .createQueryBuilder(AuditEvent, 'event')
        .where('event.event IN (:...events)', { events: EVENTS })
        .andWhere('event.at >= :createdAt', { createdAt })
        // One that is about many names neither.
        .andWhere('(event.subject IS NULL OR event.subject = :subject)', { subject: Buffer.from(subject) })
        .andWhere('(event.clientId IS NULL OR event.clientId = :clientId)', {
          clientId: Buffer.from(clientId),
        })
        .andWhere('event.data LIKE :names', { names: `%"${id.toString('hex')}"%` })
        .orderBy('event.at', 'ASC')
        .limit(MAX_EVENTS)
        .getMany(),
    );
  }
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
