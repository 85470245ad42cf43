import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account-store.js';
import { scopeOfClaim } from '../accounts/standard-claims.js';
import { AuditLog } from '../audit/audit-log.js';
import type { Client } from '../clients/client.entity.js';
import { Clients } from '../clients/clients.js';
import type { Consent } from '../consent/consent.entity.js';
import { Consents } from '../consent/consents.js';
import { stillAllowed } from '../grants/still-allowed.js';
import { Database } from '../storage/database.js';
import { Authorizations } from '../tokens/authorizations.js';
import { StandingAuthorizations, type StandingAuthorization } from '../tokens/standing-authorizations.js';

/** A client that has access to a user's account, or would get it without asking. */
export interface ConnectedApp {
  readonly clientId: string;
  /** Disabled or not; null when nobody here knows it any more. */
  readonly client: Client | null;
  /** What the user allowed, as far as the client may still have it. */
  readonly scopes: readonly string[];
  /**
   * - `lasting`: goes on while the user is away
   * - `current`: has access otherwise
   * - `remembered`: has none, but would get it without asking
   */
  readonly access: 'lasting' | 'current' | 'remembered';
  /** The oldest of what the user allowed and what still stands. Milliseconds since the epoch. */
  readonly since: number;
  /** When it last got tokens; null when none of that stands any more. Milliseconds since the epoch. */
  readonly lastUsedAt: number | null;
}

export interface ConnectedAppList {
  /** The one that was used last comes first. */
  readonly apps: readonly ConnectedApp[];
  /** There are more, which were used longer ago. */
  readonly hasMore: boolean;
}

/** More are not listed: whoever removes some finds the rest. */
const MAX_APPS = 100;
/** A client can leave several of each. */
const MAX_AUTHORIZATIONS = 2_000;
const MAX_CONSENTS = 2_000;

/** Lasting access has a line of its own. */
const OFFLINE_ACCESS = 'offline_access';

/** The clients to which a user gave access, and the end of it. */
@Injectable()
export class ConnectedApps {
  constructor(
    private readonly authorizations: Authorizations,
    private readonly standing: StandingAuthorizations,
    private readonly consents: Consents,
    private readonly clients: Clients,
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  /** Three reads, however many clients there are; one more where clients describe themselves. */
  async list(account: Account): Promise<ConnectedAppList> {
    const [authorizations, consents] = await Promise.all([
      this.standing.of(account, MAX_AUTHORIZATIONS),
      this.consents.remembered(account.subject, MAX_CONSENTS),
    ]);
    const found = [...gather(authorizations, consents).values()].sort((a, b) => usedAt(b) - usedAt(a));
    const listed = found.slice(0, MAX_APPS);
    const clients = await this.clients.recall(listed.map(({ clientId }) => clientId));
    return {
      apps: listed.map((traces) => toApp(traces, clients.get(traces.clientId) ?? null)),
      hasMore:
        found.length > MAX_APPS ||
        authorizations.length === MAX_AUTHORIZATIONS ||
        consents.length === MAX_CONSENTS,
    };
  }

  /** @returns null when the client has no access and would get none without asking */
  async find(account: Account, clientId: string): Promise<ConnectedApp | null> {
    const { apps } = await this.list(account);
    return apps.find((app) => app.clientId === clientId) ?? null;
  }

  /**
   * Ends everything a user allowed a client, in sessions, on devices and for good, and forgets the consent, all at once
   * or not at all. From the commit on no code, refresh token or access token of it is good on any process, and the
   * client has to ask again.
   *
   * @returns false when there was nothing (any more)
   */
  remove(subject: string, clientId: string): Promise<boolean> {
    return this.database.unit(async (rows) => {
      const revoked = await this.authorizations.revokeAll({ subject, clientId }, rows);
      const forgotten = await this.consents.forget(subject, clientId, rows);
      if (revoked + forgotten === 0) return false;
      const data = { authorizations: revoked, scopes: forgotten };
      await this.audit.record('access.removed', { actor: subject, subject, clientId, data }, rows);
      return true;
    });
  }
}

/** What is known of a user's dealings with one client. */
interface Traces {
  readonly clientId: string;
  readonly authorizations: StandingAuthorization[];
  readonly consents: Consent[];
}

function gather(
  authorizations: readonly StandingAuthorization[],
  consents: readonly Consent[],
): ReadonlyMap<string, Traces> {
  const found = new Map<string, Traces>();
  const tracesOf = ({ clientId }: { readonly clientId: string }): Traces => {
    const known = found.get(clientId) ?? { clientId, authorizations: [], consents: [] };
    found.set(clientId, known);
    return known;
  };
  for (const authorization of authorizations) tracesOf(authorization).authorizations.push(authorization);
  for (const consent of consents) tracesOf(consent).consents.push(consent);
  return found;
}

function usedAt({ authorizations, consents }: Traces): number {
  const times = authorizations.length > 0 ? authorizations.map((each) => each.lastUsedAt) : timesOf(consents);
  return latest(times);
}

function toApp({ clientId, authorizations, consents }: Traces, client: Client | null): ConnectedApp {
  const isLasting = authorizations.some((authorization) => authorization.isLasting);
  const scopes = new Set([...authorizations.flatMap(scopesOf), ...consents.map(({ scope }) => scope)]);
  scopes.delete(OFFLINE_ACCESS);
  return {
    clientId,
    client,
    scopes: client === null ? [...scopes] : stillAllowed([...scopes], client),
    access: isLasting ? 'lasting' : authorizations.length > 0 ? 'current' : 'remembered',
    since: earliest([...authorizations.map(({ createdAt }) => createdAt), ...timesOf(consents)]),
    lastUsedAt: authorizations.length > 0 ? latest(authorizations.map((each) => each.lastUsedAt)) : null,
  };
}

/** With those that cover claims which were asked for one by one: the user allowed them on the page. */
function scopesOf({ scopes, claims }: StandingAuthorization): readonly string[] {
  const named = [...(claims?.userinfo ?? []), ...(claims?.idToken ?? [])];
  return [...scopes, ...named.flatMap((claim) => scopeOfClaim(claim) ?? [])];
}

function timesOf(consents: readonly Consent[]): readonly number[] {
  return consents.map(({ grantedAt }) => grantedAt);
}

function earliest(times: readonly number[]): number {
  return times.reduce((a, b) => Math.min(a, b));
}

function latest(times: readonly number[]): number {
  return times.reduce((a, b) => Math.max(a, b));
}
