import { Injectable } from '@nestjs/common';
import { AccountStore, isInForce, PASSWORD, type Account } from '../accounts/account-store.js';
import { AuditLog } from '../audit/audit-log.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { sameDigest } from '../primitives/digest.js';
import { mintHandle, readHandle } from '../primitives/handle.js';
import { idToText } from '../primitives/id.js';
import { Database } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import { BrowserAccount } from './browser-account.entity.js';
import { BrowserAccounts, type BrowserHoldings, type KnownAccount } from './browser-accounts.js';
import { moveAccounts, park, takeCookie } from './browser-change.js';
import { browserDigest, nobodysCookie, type BrowserCookie } from './browser.js';
import { SessionEndings, type Ending, type EndReason } from './session-endings.js';
import { Session, sidOf } from './session.entity.js';

/** So many accounts fit into one browser; the one that was used least recently makes room. */
const MAX_ACCOUNTS = 8;
/** As long as its column. Characters. */
const MAX_USER_AGENT = 400;

export interface SignedIn {
  readonly session: Session;
  readonly account: Account;
}

/** How a sign-in came about. */
export interface SignInCircumstances {
  /** When the user proved who they are. Milliseconds since the epoch. */
  readonly authenticatedAt: number;
  /** The user asked to stay signed in; it counts only where the host offers it. */
  readonly keep: boolean;
  /** As the browser named itself. */
  readonly userAgent: string | null;
  /** As `sourceOf` tells it. */
  readonly source: string;
  /** The client on whose behalf, or null. */
  readonly clientId: string | null;
}

/**
 * Moves along what others keep under the browser's digest, in the unit in which its cookie changes.
 *
 * @param to SHA-256 of the new cookie
 * @throws when another request of this browser was faster: nothing happens then
 */
export type Following = (rows: Rows, to: Buffer) => Promise<void>;

/** What has become of a session that was to end. */
export interface EndOutcome {
  readonly ended: boolean;
  /** What the browser carries from now on; null when its cookie is not to be touched. */
  readonly cookie: BrowserCookie | null;
  /** The browser still knows accounts. */
  readonly knowsAccounts: boolean;
}

/** A session of a user, for a page about all of them. */
export interface OwnSession {
  readonly id: Buffer;
  /** Milliseconds since the epoch. */
  readonly authenticatedAt: number;
  readonly userAgent: string | null;
  readonly source: string | null;
  readonly kept: boolean;
  /** It is the one in which the user looks at it. */
  readonly current: boolean;
}

/** The session that a unit was about has changed hands meanwhile. */
class Overtaken extends Error {}

/**
 * Signed-in browsers. The cookie holds a handle, the table its digest. A browser may hold several sessions: one is
 * current, the others are parked under a digest that nobody can present, until their user chooses them again. The
 * cookie changes whenever another session becomes the current one, or none, so one cookie is never worth two sessions.
 */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountStore,
    private readonly browserAccounts: BrowserAccounts,
    private readonly endings: SessionEndings,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  /** @returns who is signed in, or null; a disabled or vanished account is nobody */
  async find(cookie: string | undefined): Promise<SignedIn | null> {
    const session = await this.load(cookie);
    return session && this.inForce(session);
  }

  /** Has a session that was found before not ended meanwhile? */
  async stands({ id }: Session): Promise<boolean> {
    return (await this.database.find(Session, { id })) !== null;
  }

  /**
   * Starts a session under a new cookie, so that an id known before the sign-in is worth nothing after it. The session
   * that was the current one is parked; what the browser has no room for ends.
   *
   * @param account as `AccountStore.authenticate` returned it
   * @throws what `following` throws
   */
  async start(
    account: Account,
    { authenticatedAt, keep, userAgent, source, clientId }: SignInCircumstances,
    formerCookie: string,
    following: Following,
  ): Promise<BrowserCookie> {
    const now = this.clock.now();
    const browser = browserDigest(formerCookie);
    const { subject } = account;
    const { former, known, rows: knownRows, sessions } = await this.inBrowser(formerCookie);
    const before = known.find((each) => each.account.subject === subject)?.session ?? null;
    const stay = known.filter((each) => each.account.subject !== subject).slice(0, MAX_ACCOUNTS - 1);
    const staying = new Set([subject, ...stay.map((each) => each.account.subject)]);
    const parks = former !== null && stay.some(({ session }) => session?.id.equals(former.id));
    const remains = [before, ...stay.map(({ session }) => session)];
    const dropped = await this.endingsOf([former, ...sessions], remains);
    const lifetime = this.lifetimeOf(keep);
    const { acr, amr } = account.authentication ?? PASSWORD;
    const { value, id, digest } = mintHandle(now);

    await this.database.unit(async (rows) => {
      await following(rows, digest);
      await moveAccounts(rows, browser, digest, knownRows, staying);
      if (parks) await park(rows, former, digest, now);
      for (const ending of dropped) await this.endings.end(ending, 'replaced', null, rows);
      // The same user again: to the clients it is still the same session, unless it has just ended.
      const continues = before !== null && (await rows.delete(Session, { id: before.id })) === 1;
      await rows.insert(Session, {
        ...{ id, digest, subject, acr, amr: [...amr], authenticatedAt, source },
        sid: continues ? sidOf(before) : id,
        kept: lifetime.kept,
        userAgent: userAgent?.slice(0, MAX_USER_AGENT) ?? null,
        expiresAt: now + lifetime.seconds * 1000,
      });
      await rows.upsert(BrowserAccount, [{ browser: digest, subject, sessionId: id, usedAt: now }]);
      const event = { actor: subject, actorName: account.username, subject, clientId, source };
      await this.audit.record('sign_in.succeeded', event, rows);
    });
    this.endings.tell(dropped);
    // Only for lists that administrators read.
    await this.accounts.noteSignIn?.(subject).catch(() => undefined);
    return { value, maxAge: lifetime.kept ? lifetime.seconds : undefined };
  }

  /**
   * Makes another session of this browser the current one, under a new cookie, and parks the one that was.
   *
   * @returns null when the browser has no session of that account: it needs a password
   * @throws what `following` throws
   */
  async choose(
    subject: string,
    cookie: string,
    clientId: string | null,
    following: Following,
  ): Promise<BrowserCookie | null> {
    const now = this.clock.now();
    const browser = browserDigest(cookie);
    const { former, known, rows: knownRows, sessions } = await this.inBrowser(cookie);
    const session = known.find((each) => each.account.subject === subject)?.session;
    if (!session) return null;
    const remains = known.map((each) => each.session);
    const parks = former !== null && remains.some((each) => each?.id.equals(former.id));
    const dropped = await this.endingsOf([former, ...sessions], remains);
    const { value, digest } = mintHandle(now, session.id);
    const staying = new Set(known.map((each) => each.account.subject));
    try {
      await this.database.unit(async (rows) => {
        await following(rows, digest);
        await moveAccounts(rows, browser, digest, knownRows, staying);
        if (parks) await park(rows, former, digest, now);
        for (const ending of dropped) await this.endings.end(ending, 'replaced', null, rows);
        const parked = { id: session.id, digest: session.digest };
        if ((await rows.update(Session, parked, { digest })) !== 1) throw new Overtaken();
        await rows.update(BrowserAccount, { browser: digest, subject }, { usedAt: now });
        const data = { sid: idToText(sidOf(session)) };
        const event = { actor: subject, subject, clientId, data };
        await this.audit.record('session.chosen', event, rows);
      });
    } catch (error) {
      if (error instanceof Overtaken) return null;
      throw error;
    }
    this.endings.tell(dropped);
    const left = Math.floor((session.expiresAt - now) / 1000);
    return { value, maxAge: session.kept ? left : undefined };
  }

  /**
   * Ends the current session of a browser on every process, and what hangs on it. The browser still knows the account.
   *
   * @param clientId the client that asked for it, if one did
   */
  async end(cookie: string, clientId: string | null, following: Following): Promise<EndOutcome> {
    const session = await this.load(cookie);
    if (!session) return { ended: false, cookie: null, knowsAccounts: false };
    return this.depart(session, cookie, 'sign_out', clientId, following);
  }

  /**
   * Takes an account off the browser's list and ends its session there.
   *
   * @returns the browser's new cookie when that was the current session, else null
   */
  async remove(
    subject: string,
    cookie: string,
    clientId: string | null,
    following: Following,
  ): Promise<BrowserCookie | null> {
    const browser = browserDigest(cookie);
    const current = await this.load(cookie);
    if (current?.subject === subject) {
      const outcome = await this.depart(current, cookie, 'removed', clientId, following);
      if (outcome.cookie !== null) return outcome.cookie;
    }
    const row = await this.database.find(BrowserAccount, { browser, subject });
    const session = row?.sessionId && (await this.database.find(Session, { id: row.sessionId, subject }));
    const ending = session && (await this.endings.prepare(session));
    await this.database.unit(async (rows) => {
      if ((await rows.delete(BrowserAccount, { browser, subject })) !== 1) return;
      if (ending) await this.endings.end(ending, 'removed', clientId, rows);
    });
    this.endings.tell(ending ? [ending] : []);
    return null;
  }

  /**
   * The sessions of a user that are in force, in every browser.
   *
   * @param currentId the one in which the user asks, if any
   */
  async list(subject: string, currentId: Buffer | null = null): Promise<OwnSession[]> {
    const account = await this.accounts.find(subject);
    const now = this.clock.now();
    const sessions = await this.database.findMany(Session, { subject });
    return sessions
      .filter(({ expiresAt, authenticatedAt }) => expiresAt > now && isInForce(account, authenticatedAt))
      .toSorted((a, b) => b.authenticatedAt - a.authenticatedAt)
      .map(({ id, authenticatedAt, userAgent, source, kept }) => {
        const current = currentId !== null && id.equals(currentId);
        return { id, authenticatedAt, userAgent, source, kept, current };
      });
  }

  /**
   * Ends one session of a user, wherever it is.
   *
   * @returns false when the user has no such session (any more)
   */
  async endOne(subject: string, sessionId: Buffer): Promise<boolean> {
    const session = await this.database.find(Session, { id: sessionId, subject });
    return session !== null && this.endings.endAlone(session, 'ended_by_user');
  }

  /**
   * Ends the sessions of a user in every browser, all or all but one.
   *
   * @param exceptSessionId the one that goes on, or null
   * @returns how many have ended
   */
  async endOthers(subject: string, exceptSessionId: Buffer | null): Promise<number> {
    const sessions = await this.database.findMany(Session, { subject });
    const others = sessions.filter(({ id }) => exceptSessionId === null || !id.equals(exceptSessionId));
    const endings = await Promise.all(others.map((session) => this.endings.prepare(session)));
    const ended = await this.database.unit(async (rows) => {
      let count = 0;
      for (const ending of endings) {
        if (await this.endings.end(ending, 'ended_by_user', null, rows)) count++;
      }
      return count;
    });
    this.endings.tell(endings);
    return ended;
  }

  /** Ends the session of a cookie; the browser goes on as nobody, under another one. */
  private async depart(
    session: Session,
    cookie: string,
    reason: EndReason,
    clientId: string | null,
    following: Following,
  ): Promise<EndOutcome> {
    const now = this.clock.now();
    const { subject } = session;
    const { known, rows: knownRows, sessions } = await this.inBrowser(cookie);
    const keepsIt = reason === 'sign_out' && known.some((each) => each.account.subject === subject);
    const staying = new Set(known.map((each) => each.account.subject));
    if (!keepsIt) staying.delete(subject);
    const next = nobodysCookie(now);
    const to = browserDigest(next.value);
    const ending = await this.endings.prepare(session);
    const remains = [session, ...known.map((each) => each.session)];
    const dropped = await this.endingsOf(sessions, remains);
    try {
      await this.database.unit(async (rows) => {
        await following(rows, to);
        await moveAccounts(rows, browserDigest(cookie), to, knownRows, staying);
        // Nobody else may be about to park it: then the cookie is another one already.
        if (!(await takeCookie(rows, session))) throw new Overtaken();
        await this.endings.end(ending, reason, clientId, rows);
        for (const each of dropped) await this.endings.end(each, 'replaced', null, rows);
        const row = { browser: to, subject, sessionId: null, usedAt: now };
        if (keepsIt) await rows.upsert(BrowserAccount, [row]);
      });
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      const ended = await this.endings.endAlone(session, reason, clientId);
      return { ended, cookie: null, knowsAccounts: true };
    }
    this.endings.tell([ending, ...dropped]);
    return { ended: true, cookie: next, knowsAccounts: staying.size > 0 };
  }

  /** What a browser holds: its current session, whatever has become of it, and the accounts it knows, best first. */
  private async inBrowser(cookie: string): Promise<BrowserHoldings & { readonly former: Session | null }> {
    const former = await this.load(cookie);
    const { known, ...held } = await this.browserAccounts.holdings(browserDigest(cookie), former);
    const rank = ({ account, session }: KnownAccount): number =>
      session === null ? 2 : former?.subject === account.subject ? 0 : 1;
    return { former, known: known.toSorted((a, b) => rank(a) - rank(b)), ...held };
  }

  /** The endings of those sessions that do not remain. */
  private endingsOf(
    sessions: readonly (Session | null)[],
    remains: readonly (Session | null)[],
  ): Promise<Ending[]> {
    const remaining = new Set(remains.map((session) => session?.id.toString('hex')));
    const leaving = new Map(
      sessions.flatMap((session) => (session ? [[session.id.toString('hex'), session]] : [])),
    );
    for (const id of remaining) leaving.delete(id ?? '');
    return Promise.all([...leaving.values()].map((session) => this.endings.prepare(session)));
  }

  private lifetimeOf(keep: boolean): { kept: boolean; seconds: number } {
    const { session, keptSession } = this.options.lifetimes;
    const kept = keep && keptSession > 0;
    return { kept, seconds: kept ? keptSession : session };
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
