import { Injectable } from '@nestjs/common';
import { AccountStore, isInForce, type Account } from '../accounts/account-store.js';
import { Clock } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
import { BrowserAccount } from './browser-account.entity.js';
import { Session } from './session.entity.js';

/** An account that was signed in in a browser. */
export interface KnownAccount {
  readonly account: Account;
  /** In force; null when a password is needed. */
  readonly session: Session | null;
}

/** All that is written down of a browser. */
export interface BrowserHoldings {
  /** The account used last comes first; one that is disabled or gone is left out. */
  readonly known: KnownAccount[];
  readonly rows: readonly BrowserAccount[];
  /** Those of its accounts, whatever has become of them. */
  readonly sessions: readonly Session[];
}

/** Which accounts a browser knows. Nothing is said about one to a browser in which it was never signed in. */
@Injectable()
export class BrowserAccounts {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountStore,
    private readonly clock: Clock,
  ) {}

  /**
   * @param browser SHA-256 of its cookie
   * @param current who is signed in with that cookie, if somebody is: their account is known in any case
   * @returns the account used last comes first; one that is disabled or gone is left out
   */
  async of(browser: Buffer, current: KnownAccount | null): Promise<KnownAccount[]> {
    return (await this.holdings(browser, current?.session ?? null, current?.account)).known;
  }

  /**
   * The same with the rows behind it, for whoever is about to change them.
   *
   * @param current the session of that cookie, whatever has become of it
   * @param account its account, where that was looked up for this request
   */
  async holdings(browser: Buffer, current: Session | null, account?: Account): Promise<BrowserHoldings> {
    const rows = await this.database.findMany(BrowserAccount, { browser });
    const all = [...rows];
    if (current !== null && !rows.some(({ subject }) => subject === current.subject)) {
      const { id: sessionId, subject, authenticatedAt: usedAt } = current;
      all.push({ browser, subject, sessionId, usedAt });
    }
    const ids = all.flatMap(({ sessionId }) => sessionId ?? []);
    const others = ids.filter((id) => !current?.id.equals(id));
    const found = others.length === 0 ? [] : await this.database.findMany(Session, { id: others });
    if (current !== null && others.length < ids.length) found.push(current);
    const sessions = found.filter((session) => all.some(({ subject }) => subject === session.subject));
    const latestFirst = all.toSorted((a, b) => b.usedAt - a.usedAt);
    const known = await Promise.all(
      latestFirst.map(async (row) => {
        const { subject } = row;
        const owner = account?.subject === subject ? account : await this.accounts.find(subject);
        return this.known(row, owner, sessions);
      }),
    );
    return { known: known.filter((each) => each !== null), rows, sessions };
  }

  private known(
    { subject, sessionId }: BrowserAccount,
    account: Account | null,
    sessions: readonly Session[],
  ): KnownAccount | null {
    if (account === null || account.disabled) return null;
    const session = sessions.find(({ id }) => sessionId !== null && id.equals(sessionId)) ?? null;
    const holds =
      session !== null &&
      session.subject === subject &&
      session.expiresAt > this.clock.now() &&
      isInForce(account, session.authenticatedAt);
    return { account, session: holds ? session : null };
  }
}
