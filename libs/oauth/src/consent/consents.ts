import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import type { Client } from '../clients/client.entity.js';
import { isPublic } from '../clients/client.entity.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { redirectTarget } from '../primitives/redirect-uri.js';
import { above } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import { Consent } from './consent.entity.js';

/** What a user decided about a request. */
export interface Decision {
  readonly requested: readonly string[];
  readonly allowed: readonly string[];
  /** Keep it for the next time; otherwise it holds for this occasion only. */
  readonly remember: boolean;
}

/** Of whoever decides, for the audit log. */
export interface DecisionPlace {
  /** What the user is called. */
  readonly actorName: string;
  /** As `sourceOf` tells it. */
  readonly source: string;
}

/** What users allowed clients, remembered per user, client and scope (policy P19). */
@Injectable()
export class Consents {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  /** Scopes the user has allowed this client before. */
  async granted(subject: string, clientId: string): Promise<string[]> {
    const where = { subject, clientId, expiresAt: above(this.clock.now()) };
    return (await this.database.findMany(Consent, where)).map((consent) => consent.scope);
  }

  /** The user allowed some or all of what was asked for. The last word counts: what was unchecked is withdrawn. */
  async grant(subject: string, clientId: string, decision: Decision, place: DecisionPlace): Promise<void> {
    const { requested, allowed, remember } = decision;
    const remembered = remember ? allowed : [];
    await this.withdraw(
      subject,
      clientId,
      requested.filter((scope) => !remembered.includes(scope)),
    );
    if (remembered.length > 0) {
      const grantedAt = this.clock.now();
      const expiresAt = grantedAt + this.options.lifetimes.consent * 1000;
      await this.database.upsert(
        Consent,
        remembered.map((scope) => ({ subject, clientId, scope, grantedAt, expiresAt })),
      );
    }
    const data = { scopes: allowed, remember };
    await this.audit.record('consent.granted', { ...place, actor: subject, subject, clientId, data });
  }

  /** The user refused, whatever they allowed before. */
  async deny(
    subject: string,
    clientId: string,
    requested: readonly string[],
    place: DecisionPlace,
  ): Promise<void> {
    await this.withdraw(subject, clientId, requested);
    const data = { scopes: requested };
    await this.audit.record('consent.denied', { ...place, actor: subject, subject, clientId, data });
  }

  /** Everything that is remembered of a user, at most `limit` scopes, the latest first. */
  remembered(subject: string, limit: number): Promise<Consent[]> {
    const where = { subject, expiresAt: above(this.clock.now()) };
    return this.database.findMany(Consent, where, { orderBy: 'grantedAt', descending: true, limit });
  }

  /**
   * Forgets what a user allowed a client, so that it has to ask again.
   *
   * @param rows the open unit to which it belongs
   * @returns how many scopes were remembered
   */
  forget(subject: string, clientId: string, rows: Rows = this.database): Promise<number> {
    return rows.delete(Consent, { subject, clientId });
  }

  private async withdraw(subject: string, clientId: string, scopes: readonly string[]): Promise<void> {
    if (scopes.length > 0) await this.database.delete(Consent, { subject, clientId, scope: scopes });
  }
}

/**
 * May an earlier consent stand for a new one? Not for a public client that anybody on the user's device can pose as:
 * neither a loopback port nor a private-use scheme proves who listens (RFC 8252 section 8.6).
 */
export function mayRemember(client: Client, redirectUri: string): boolean {
  return !isPublic(client) || redirectTarget(redirectUri).warning === null;
}
