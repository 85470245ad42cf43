import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { Clock } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
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
   */
  async revoke(authorization: Authorization, reason: string): Promise<void> {
    const where = { id: authorization.id, revokedAt: null };
    const revoked = await this.database.update(Authorization, where, { revokedAt: this.clock.now() });
    if (revoked === 0) return;
    const { clientId, subject } = authorization;
    await this.audit.record(reason, {
      clientId,
      subject,
      data: { authorization: authorization.id.toString('hex') },
    });
  }
}
