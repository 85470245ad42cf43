import { Injectable } from '@nestjs/common';
import { AccountStore, isInForce, PASSWORD, type Account } from '../accounts/account-store.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { sameDigest } from '../primitives/digest.js';
import { mintHandle, readHandle } from '../primitives/handle.js';
import { Database } from '../storage/database.js';
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
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  /** @returns who is signed in, or null; a disabled or vanished account is nobody */
  async find(cookie: string | undefined): Promise<SignedIn | null> {
    const handle = cookie === undefined ? undefined : readHandle(cookie);
    const session = handle && (await this.database.find(Session, { id: handle.id }));
    if (!session || !sameDigest(session.digest, handle.digest)) return null;
    if (session.expiresAt <= this.clock.now()) return null;
    const account = await this.accounts.find(session.subject);
    return isInForce(account, session.authenticatedAt) ? { session, account } : null;
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
    const former = await this.find(formerCookie);
    const { acr, amr } = account.authentication ?? PASSWORD;
    await this.database.insert(Session, {
      id,
      digest,
      subject: account.subject,
      // The same user again: to the clients it is still the same session.
      sid: former?.account.subject === account.subject ? sidOf(former.session) : id,
      acr,
      amr: [...amr],
      authenticatedAt,
      expiresAt: now + this.options.lifetimes.session * 1000,
    });
    if (formerCookie !== undefined) await this.end(formerCookie);
    return value;
  }

  async end(cookie: string): Promise<void> {
    const handle = readHandle(cookie);
    if (handle) await this.database.delete(Session, { id: handle.id, digest: handle.digest });
  }
}
