import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import type { AuditEventName, HostEventName } from '../audit/events.js';
import { Clock } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import { Authorization } from './authorization.entity.js';

/** Ends what a user allowed a client. */
@Injectable()
export class Authorizations {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * Revokes an authorization: from this statement's commit on, its code, refresh token and access tokens are dead on
   * every process.
   *
   * @param reason the audit event's name, such as `authorization_code.replayed`
   * @param more what else the event is to say
   */
  async revoke(
    authorization: Authorization,
    reason: AuditEventName | HostEventName,
    more: Readonly<Record<string, number>> = {},
  ): Promise<void> {
    const where = { id: authorization.id, revokedAt: null };
    const { clientId, subject } = authorization;
    const data = { authorization: authorization.id.toString('hex'), ...more };
    // In one unit: whoever comes again after a failure finds nothing left to revoke, and would not record it.
    await this.database.unit(async (rows) => {
      const revoked = await rows.update(Authorization, where, { revokedAt: this.clock.now() });
      if (revoked > 0) await this.audit.record(reason, { clientId, subject, data }, rows);
    });
  }

  /**
   * Revokes what was allowed in a session, but for lasting access, in one statement (policy P12; OpenID Connect
   * Back-Channel Logout section 2.7).
   *
   * @param sid of the session
   * @param rows the open unit in which the session ends
   */
  async endSession(sid: Buffer, rows: Rows = this.database): Promise<void> {
    const where = { sessionId: sid, offline: false, revokedAt: null };
    await rows.update(Authorization, where, { revokedAt: this.clock.now() });
  }

  /**
   * Revokes everything a user allowed, or allowed one client, in one statement: codes, refresh tokens and access tokens
   * of any kind are dead on every process once it has committed.
   *
   * @param of whose; without `clientId` that of every client
   * @param rows the open unit to which it belongs
   * @returns how many were still standing
   */
  async revokeAll(
    of: { readonly subject: string; readonly clientId?: string },
    rows: Rows = this.database,
  ): Promise<number> {
    return rows.update(Authorization, { ...of, revokedAt: null }, { revokedAt: this.clock.now() });
  }

  /** @returns the ids of the clients that were allowed something in a session */
  async clientsOf(sid: Buffer): Promise<string[]> {
    const found = await this.database.run((manager) =>
      manager
        .createQueryBuilder(Authorization, 'authorization')
        .select('authorization.clientId', 'clientId')
        .distinct(true)
        .where('authorization.sessionId = :sid', { sid })
        .getRawMany<{ clientId: Buffer }>(),
    );
    return found.map(({ clientId }) => clientId.toString());
  }
}
