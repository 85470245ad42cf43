import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import type { Client } from '../clients/client.entity.js';
import { isPublic } from '../clients/client.entity.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { redirectTarget } from '../primitives/redirect-uri.js';
import { above } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { Consent } from './consent.entity.js';

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

  /** @param remember keep it for the next time; otherwise it holds for this occasion only */
  async grant(
    subject: string,
    clientId: string,
    scopes: readonly string[],
    remember: boolean,
  ): Promise<void> {
    const grantedAt = this.clock.now();
    const expiresAt = grantedAt + this.options.lifetimes.consent * 1000;
    if (remember && scopes.length > 0) {
      await this.database.upsert(
        Consent,
        scopes.map((scope) => ({ subject, clientId, scope, grantedAt, expiresAt })),
      );
    }
    await this.audit.record('consent.granted', {
      actor: subject,
      subject,
      clientId,
      data: { scopes, remember },
    });
  }

  async deny(subject: string, clientId: string, scopes: readonly string[]): Promise<void> {
    await this.audit.record('consent.denied', { actor: subject, subject, clientId, data: { scopes } });
  }
}

/**
 * May an earlier consent stand for a new one? Not for a public client that anybody on the user's device can pose as:
 * neither a loopback port nor a private-use scheme proves who listens (RFC 8252 section 8.6).
 */
export function mayRemember(client: Client, redirectUri: string): boolean {
  return !isPublic(client) || redirectTarget(redirectUri).warning === null;
}
