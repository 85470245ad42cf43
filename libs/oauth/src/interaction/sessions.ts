import { Injectable, Optional } from '@nestjs/common';
import { AccountStore, isInForce, PASSWORD, type Account } from '../accounts/account-store.js';
import { AuditLog } from '../audit/audit-log.js';
import { LogoutDeliveries } from '../logout/logout-deliveries.js';
import { LogoutDelivery } from '../logout/logout-delivery.entity.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { sameDigest } from '../primitives/digest.js';
import { mintHandle, readHandle } from '../primitives/handle.js';
import { idToText } from '../primitives/id.js';
import { Database } from '../storage/database.js';
import { Authorizations } from '../tokens/authorizations.js';
import { Session } from './session.entity.js';

export interface SignedIn {
  readonly session: Session;
  readonly account: Account;
}

/** `sid` of a session's tokens; a session from before they had one is known by its id. */
export function sidOf(session: Session): Buffer {
  return session.sid ?? session.id;
}

/** Signed-in browsers. The cookie holds a handle, the table its digest. */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountStore,
    private readonly authorizations: Authorizations,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
    @Optional() private readonly deliveries?: LogoutDeliveries,
  ) {}

  /** @returns who is signed in, or null; a disabled or vanished account is nobody */
  async find(cookie: string | undefined): Promise<SignedIn | null> {
    const session = await this.load(cookie);
    return session && this.inForce(session);
  }

  /**
   * Starts a session under a new cookie and ends the one that the browser had, so that an id known before the
   * sign-in is worth nothing after it.
   *
   * @param account as `AccountStore.authenticate` returned it
   * @param authenticatedAt when the user proved who they are; milliseconds since the epoch
   * @returns the new cookie's value
   */
  async start(account: Account, authenticatedAt: number, formerCookie: string | undefined): Promise<string> {
    const now = this.clock.now();
    const { value, id, digest } = mintHandle(now);
    const former = await this.load(formerCookie);
    const before = former && (await this.inForce(former));
    // The same user again: to the clients it is still the same session.
    const continues = before?.account.subject === account.subject;
    const { acr, amr } = account.authentication ?? PASSWORD;
    await this.database.insert(Session, {
      id,
      digest,
      subject: account.subject,
      sid: continues ? sidOf(before.session) : id,
      acr,
      amr: [...amr],
      authenticatedAt,
      expiresAt: now + this.options.lifetimes.session * 1000,
    });
    if (former && continues) await this.database.delete(Session, { id: former.id });
    else if (former) await this.finish(former, 'replaced', null);
    return value;
  }

  /**
   * Ends the session of a cookie on every process, and what hangs on it.
   *
   * @param clientId the client that asked for it, if one did
   * @returns false when there was none (any more)
   */
  async end(cookie: string, clientId: string | null): Promise<boolean> {
    const session = await this.load(cookie);
    return session !== null && this.finish(session, 'sign_out', clientId);
  }

  /**
   * All at once or not at all: the cookie is nobody's, what was allowed without lasting access is revoked (policy
   * P12), and it is written down whom to tell. A session whose time was over ends silently, as if it had been pruned.
   */
  private async finish(
    session: Session,
    reason: 'sign_out' | 'replaced',
    clientId: string | null,
  ): Promise<boolean> {
    const { id, digest, subject } = session;
    if (session.expiresAt <= this.clock.now()) return (await this.database.delete(Session, { id })) === 1;
    const sid = sidOf(session);
    const owed = (await this.deliveries?.owed(subject, sid)) ?? [];
    const ended = await this.database.unit(async (rows) => {
      // The gate: of several requests one ends it.
      if ((await rows.delete(Session, { id, digest })) !== 1) return false;
      await this.authorizations.endSession(sid, rows);
      if (owed.length > 0) await rows.insertMany(LogoutDelivery, owed);
      const data = { reason, sid: idToText(sid) };
      await this.audit.record(
        'session.ended',
        { actor: subject, subject, data, ...(clientId !== null && { clientId }) },
        rows,
      );
      return true;
    });
    if (owed.length > 0) this.deliveries?.wake();
    return ended;
  }

  /** The row of a cookie, whatever has become of its time and its user. */
  private async load(cookie: string | undefined): Promise<Session | null> {
    const handle = cookie === undefined ? undefined : readHandle(cookie);
    const session = handle && (await this.database.find(Session, { id: handle.id }));
    return session && sameDigest(session.digest, handle.digest) ? session : null;
  }

  private async inForce(session: Session): Promise<SignedIn | null> {
    if (session.expiresAt <= this.clock.now()) return null;
    const account = await this.accounts.find(session.subject);
    return isInForce(account, session.authenticatedAt) ? { session, account } : null;
  }
}
