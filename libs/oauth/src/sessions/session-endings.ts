import { Injectable, Optional } from '@nestjs/common';
import type { Actor } from '../audit/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { LogoutDeliveries } from '../back-channel-logout/logout-deliveries.js';
import { LogoutDelivery } from '../back-channel-logout/logout-delivery.entity.js';
import { OwedLogouts } from '../back-channel-logout/owed-logouts.js';
import { Clock } from '../primitives/clock.js';
import { idToText } from '../primitives/id.js';
import { Database } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import { Authorizations } from '../tokens/authorizations.js';
import { Session, sidOf } from './session.entity.js';

/**
 * Why a session ends:
 * - `sign_out`: its user signed out
 * - `removed`: its user removed the account from the browser's list
 * - `ended_by_user`: its user ended it from a page about all their sessions
 * - `ended_by_admin`: an administrator ended it
 * - `replaced`: the browser has no room for it any more, or its user is not welcome any more
 */
export type EndReason = 'sign_out' | 'removed' | 'ended_by_user' | 'ended_by_admin' | 'replaced';

/** A session that is to end, and whom to tell. */
export interface Ending {
  readonly session: Session;
  readonly owed: readonly LogoutDelivery[];
}

/**
 * Ends sessions and what hangs on them, all at once or not at all: the cookie is nobody's, what was allowed without
 * lasting access is revoked (policy P12), and it is written down whom to tell.
 */
@Injectable()
export class SessionEndings {
  constructor(
    private readonly database: Database,
    private readonly authorizations: Authorizations,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    /** Missing where clients are told nothing. */
    @Optional() private readonly owed?: OwedLogouts,
    /** Missing in an admin app too: the authorization server sends what is owed. */
    @Optional() private readonly deliveries?: LogoutDeliveries,
  ) {}

  /** What must be known before the unit begins in which the session ends. */
  async prepare(session: Session): Promise<Ending> {
    const isOver = session.expiresAt <= this.clock.now();
    const owed = isOver ? [] : await this.owed?.of(session.subject, sidOf(session));
    return { session, owed: owed ?? [] };
  }

  /**
   * A session whose time was over ends silently, as if it had been pruned.
   *
   * @param clientId the client that asked for it, if one did
   * @param rows the open unit
   * @param actor who ends it; its user when left out
   * @returns false when another request was faster
   */
  async end(
    { session, owed }: Ending,
    reason: EndReason,
    clientId: string | null,
    rows: Rows,
    actor?: Actor,
  ): Promise<boolean> {
    const { id, subject } = session;
    // The gate: of several requests one ends it. By the id alone, because the digest may have changed since.
    if ((await rows.delete(Session, { id })) !== 1) return false;
    if (session.expiresAt <= this.clock.now()) return true;
    const sid = sidOf(session);
    await this.authorizations.endSession(sid, rows);
    if (owed.length > 0) await rows.insertMany(LogoutDelivery, owed);
    const data = { reason, sid: idToText(sid) };
    await this.audit.record('session.ended', { actor: actor ?? subject, subject, clientId, data }, rows);
    return true;
  }

  /** To be called once the unit has committed. */
  tell(endings: readonly Ending[]): void {
    if (endings.some(({ owed }) => owed.length > 0)) this.deliveries?.wake();
  }

  /** Ends one session in a unit of its own. */
  async endAlone(session: Session, reason: EndReason, clientId: string | null = null): Promise<boolean> {
    const ending = await this.prepare(session);
    const ended = await this.database.unit((rows) => this.end(ending, reason, clientId, rows));
    this.tell([ending]);
    return ended;
  }
}
