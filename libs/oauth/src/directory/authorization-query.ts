import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { User } from '../accounts/user.entity.js';
import { Client } from '../clients/client.entity.js';
import { containing } from '../storage/like.js';
import { Authorization } from '../tokens/authorization.entity.js';
import { RefreshToken } from '../tokens/refresh-token.entity.js';

/**
 * - `live`: something can be got under it now
 * - `revoked`: it was ended before its time, by itself or with the user's credentials (policy P24)
 * - `expired`: its time is over, or its refresh token was not used in time
 */
export type AuthorizationState = 'live' | 'revoked' | 'expired';

/** Which authorizations; conditions that are left out let all of them through. */
export interface AuthorizationFilter {
  /** Part of the name or e-mail address of a user or of the name of a client, or a whole subject or client id. */
  readonly search?: string | undefined;
  readonly subject?: string | undefined;
  readonly clientId?: string | undefined;
  readonly states?: readonly AuthorizationState[] | undefined;
  readonly offline?: boolean | undefined;
  /** Was it revoked by itself? */
  readonly revoked?: boolean | undefined;
  /** Only of these clients, whatever else is asked for. */
  readonly within?: ReadonlySet<string> | undefined;
}

/** More names than these are not looked for. */
const MAX_NAMED = 100;

/**
 * For how long one without a refresh token may wait for its code or device, or live on in its access tokens.
 * Milliseconds.
 */
const REDEEMABLE = 3_600_000;

const STANDING = 'a.revokedAt IS NULL AND a.authenticatedAt >= COALESCE(u.credentialsChangedAt, 0)';
const USABLE =
  '(a.expiresAt > :now AND (a.mayRefresh = 0 OR COALESCE(r.idleExpiresAt, 0) > :now' +
  ' OR (r.id IS NULL AND a.createdAt > :redeemableSince)))';

const CONDITIONS: Readonly<Record<AuthorizationState, string>> = {
  live: `(${STANDING} AND ${USABLE})`,
  revoked: `NOT (${STANDING})`,
  expired: `(${STANDING} AND NOT ${USABLE})`,
};

/** What tells the state of one authorization. */
export interface AuthorizationFacts {
  readonly authorization: Authorization;
  readonly refreshToken: RefreshToken | null;
  readonly user: User | null;
}

/** The same as the conditions say. */
export function stateOf(
  { authorization, refreshToken, user }: AuthorizationFacts,
  now: number,
): AuthorizationState {
  const { revokedAt, authenticatedAt, expiresAt, mayRefresh, createdAt } = authorization;
  if (revokedAt !== null || authenticatedAt < (user?.credentialsChangedAt ?? 0)) return 'revoked';
  if (expiresAt <= now) return 'expired';
  if (!mayRefresh || (refreshToken?.idleExpiresAt ?? 0) > now) return 'live';
  return refreshToken === null && createdAt > now - REDEEMABLE ? 'live' : 'expired';
}

/** A query over authorizations, under the name `a`. */
export async function authorizationsWhere(
  manager: EntityManager,
  filter: AuthorizationFilter,
  now: number,
): Promise<SelectQueryBuilder<Authorization>> {
  const { search, subject, clientId, states, offline, revoked, within } = filter;
  const list = manager.createQueryBuilder(Authorization, 'a');
  if (states && states.length > 0 && states.length < 3) {
    list
      .leftJoin(RefreshToken, 'r', 'r.id = a.id')
      .leftJoin(User, 'u', 'u.subject = a.subject')
      .andWhere(`(${states.map((state) => CONDITIONS[state]).join(' OR ')})`)
      .setParameters({ now, redeemableSince: now - REDEEMABLE });
  }
  if (subject !== undefined) list.andWhere('a.subject = :subject', { subject: Buffer.from(subject) });
  if (clientId !== undefined) list.andWhere('a.clientId = :clientId', { clientId: Buffer.from(clientId) });
  if (offline !== undefined) list.andWhere('a.offline = :offline', { offline: Number(offline) });
  if (revoked !== undefined) list.andWhere(`a.revokedAt IS ${revoked ? 'NOT NULL' : 'NULL'}`);
  if (within?.size === 0) list.andWhere('1 = 0');
  else if (within) {
    list.andWhere('a.clientId IN (:...within)', { within: [...within].map((each) => Buffer.from(each)) });
  }
  if (search) {
    const named = await namedBy(manager, search);
    const subjects = named.subjects.map((each) => Buffer.from(each));
    const clientIds = named.clientIds.map((each) => Buffer.from(each));
    list.andWhere('(a.subject IN (:...subjects) OR a.clientId IN (:...clientIds))', { subjects, clientIds });
  }
  return list;
}

/** Subjects and client ids that somebody may have meant; found first, so that each has an index to go by. */
async function namedBy(
  manager: EntityManager,
  search: string,
): Promise<{ subjects: readonly string[]; clientIds: readonly string[] }> {
  const like = containing(search);
  const users = await manager
    .createQueryBuilder(User, 'user')
    .where("user.username LIKE :like ESCAPE '!' OR user.name LIKE :like ESCAPE '!'", { like })
    .orWhere("user.email LIKE :like ESCAPE '!'")
    .limit(MAX_NAMED)
    .getMany();
  const clients = await manager
    .createQueryBuilder(Client, 'client')
    .where("client.name LIKE :like ESCAPE '!'", { like })
    .limit(MAX_NAMED)
    .getMany();
  return {
    subjects: [search, ...users.map((user) => user.subject)],
    clientIds: [search, ...clients.map((client) => client.clientId)],
  };
}
