import { Injectable } from '@nestjs/common';
import { AccountStore, isInForce } from '../accounts/account-store.js';
import type { Actor } from '../audit/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { Clock } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
import { Authorizations } from '../tokens/authorizations.js';
import { SessionEndings } from './session-endings.js';
import { Session } from './session.entity.js';

/** What ended when a user was signed out everywhere. */
export interface SignedOut {
  readonly sessions: number;
  /** Authorizations that were revoked beside those that hang on the sessions. */
  readonly authorizations: number;
}

/** The signed-in browsers of a user, for an administrator. Clients are told as if the user had signed out. */
@Injectable()
export class UserSessions {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountStore,
    private readonly endings: SessionEndings,
    private readonly authorizations: Authorizations,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Those in force, the latest first; at most `limit`. */
  async list(subject: string, limit: number): Promise<Session[]> {
    const [account, sessions] = await Promise.all([
      this.accounts.find(subject),
      this.database.findMany(Session, { subject }),
    ]);
    const now = this.clock.now();
    // A subject without an account is somebody of the host's own store, whom this process does not know.
    const counts = ({ authenticatedAt }: Session): boolean =>
      account === null || isInForce(account, authenticatedAt);
    return sessions
      .filter((session) => session.expiresAt > now && counts(session))
      .toSorted((a, b) => b.authenticatedAt - a.authenticatedAt)
      .slice(0, limit);
  }

  /** @returns false when the user has no such session (any more) */
  async end(subject: string, sessionId: Buffer, actor: Actor): Promise<boolean> {
    const session = await this.database.find(Session, { id: sessionId, subject });
    if (!session) return false;
    const ending = await this.endings.prepare(session);
    const ended = await this.database.unit((rows) =>
      this.endings.end(ending, 'ended_by_admin', null, rows, actor),
    );
    this.endings.tell([ending]);
    return ended;
  }

  /**
   * Ends every session of a user, all at once or not at all.
   *
   * @param everything revokes lasting access and what was allowed on devices too: whatever the user allowed
   */
  async endAll(subject: string, everything: boolean, actor: Actor): Promise<SignedOut> {
    const sessions = await this.database.findMany(Session, { subject });
    const endings = await Promise.all(sessions.map((session) => this.endings.prepare(session)));
    const signedOut = await this.database.unit(async (rows) => {
      let ended = 0;
      for (const ending of endings) {
        if (await this.endings.end(ending, 'ended_by_admin', null, rows, actor)) ended++;
      }
      const authorizations = everything ? await this.authorizations.revokeAll({ subject }, rows) : 0;
      const data = { sessions: ended, authorizations };
      await this.audit.record('user.signed_out', { actor, subject, data }, rows);
      return data;
    });
    this.endings.tell(endings);
    return signedOut;
  }
}
