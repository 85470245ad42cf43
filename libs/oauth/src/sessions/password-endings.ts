import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account-store.js';
import { AuditLog } from '../audit/audit-log.js';
import { Database } from '../storage/database.js';
import { Authorizations } from '../tokens/authorizations.js';
import { Sessions } from './sessions.js';

/**
 * What ends with an old password (policy P24): sessions and all that clients were allowed, whether or not the account
 * store tells `credentialsChangedAt`.
 */
@Injectable()
export class PasswordEndings {
  constructor(
    private readonly sessions: Sessions,
    private readonly authorizations: Authorizations,
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  /**
   * To be called once the account store has the new password, which its user has set.
   *
   * @param source as `sourceOf` tells it
   * @param exceptSessionId the session that rests on the new one, if there is one
   */
  async end(
    { subject, username: actorName }: Account,
    source: string,
    exceptSessionId: Buffer | null,
  ): Promise<void> {
    await this.sessions.endOthers(subject, exceptSessionId);
    await this.database.unit(async (rows) => {
      await this.authorizations.revokeAll({ subject }, rows);
      await this.audit.record('user.password_set', { actor: subject, actorName, subject, source }, rows);
    });
  }
}
