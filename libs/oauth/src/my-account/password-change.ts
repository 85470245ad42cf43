import { Injectable } from '@nestjs/common';
import { AccountStore, provenAt, type Account } from '../accounts/account-store.js';
import { passwordProblem } from '../accounts/password-policy.js';
import { AuditLog } from '../audit/audit-log.js';
import { OAuthError } from '../errors/oauth-error.js';
import { Interactions } from '../interaction/interactions.js';
import { ResolvedOptions } from '../oauth.options.js';
import type { PasswordFailure } from '../pages/definitions/account-password.page.js';
import { Clock } from '../primitives/clock.js';
import { readHandle } from '../primitives/handle.js';
import type { BrowserCookie } from '../sessions/browser.js';
import { PasswordEndings } from '../sessions/password-endings.js';
import { Sessions, type SignInCircumstances, type SignedIn } from '../sessions/sessions.js';
import { SignInLimits } from '../sign-in/sign-in-limits.js';

/** What a user typed, and where. */
export interface PasswordWish {
  readonly current: string;
  readonly wanted: string;
  /** Of this browser. */
  readonly cookie: string;
  readonly place: Pick<SignInCircumstances, 'userAgent' | 'source'>;
}

export type PasswordOutcome =
  | Failed
  /** The new value of this browser's cookie; null when somebody else changed the account at the same moment. */
  | { readonly failure: null; readonly cookie: BrowserCookie | null };

/** The password was not looked at, by the status of the refusal. */
const UNCHECKED: Readonly<Record<number, PasswordFailure>> = { 429: 'limited', 503: 'busy' };

interface Failed {
  readonly failure: PasswordFailure;
  /** Such as Retry-After. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A user gives their account another password. Everything that rests on the old one ends (policy P24): every other
 * session and all that clients were allowed. This browser goes on under a new session, which attests the password
 * alone: nothing else was proven now (ADR 0015).
 */
@Injectable()
export class PasswordChange {
  constructor(
    private readonly accounts: AccountStore,
    private readonly limits: SignInLimits,
    private readonly sessions: Sessions,
    private readonly endings: PasswordEndings,
    private readonly interactions: Interactions,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  /** Can users change their password here at all? */
  get isOffered(): boolean {
    return this.accounts.setPassword !== undefined;
  }

  async change({ account, session }: SignedIn, wish: PasswordWish): Promise<PasswordOutcome> {
    const problem = this.problemOf(account, wish);
    const failed =
      problem === null ? await this.checkCurrent(account, wish) : { failure: problem, headers: {} };
    if (failed !== null) return failed;
    await this.accounts.setPassword!(account.subject, wish.wanted);
    const cookie = await this.goOn(account, session.kept, wish);
    const here = cookie === null ? undefined : readHandle(cookie.value)?.id;
    await this.endings.end(account, wish.place.source, here ?? null);
    return { failure: null, cookie };
  }

  /** Judged before the current password is, so that nobody uses attempts up over a new one that will not do. */
  private problemOf({ username }: Account, { current, wanted }: PasswordWish): PasswordFailure | null {
    const { minLength } = this.options.passwords;
    return passwordProblem(wanted, { username, minLength }) ?? (wanted === current ? 'unchanged' : null);
  }

  /** Under the limits of the sign-in page: whoever has a browser of somebody else may guess no more here than there. */
  private async checkCurrent(
    { username, subject }: Account,
    { current, place: { source } }: PasswordWish,
  ): Promise<Failed | null> {
    try {
      const proven = await this.limits.attempt({ username, source, clientId: null }, () =>
        this.accounts.authenticate(username, current),
      );
      if (proven?.subject === subject) return null;
    } catch (error) {
      const failure = error instanceof OAuthError ? UNCHECKED[error.status] : undefined;
      if (failure === undefined) throw error;
      return { failure, headers: (error as OAuthError).headers };
    }
    await this.audit.record('password_change.failed', {
      ...{ actor: subject, actorName: username, subject, source },
    });
    return { failure: 'current', headers: {} };
  }

  /**
   * A session that rests on the new password. It is checked like any other, because an administrator may have changed it
   * again or disabled the account meanwhile.
   */
  private async goOn(
    account: Account,
    keep: boolean,
    { wanted, cookie, place }: PasswordWish,
  ): Promise<BrowserCookie | null> {
    const begunAt = this.clock.now();
    const proven = await this.accounts.authenticate(account.username, wanted);
    if (!proven || proven.disabled || proven.subject !== account.subject) return null;
    const circumstances = { ...place, authenticatedAt: provenAt(proven, begunAt), keep, clientId: null };
    const following = await this.interactions.following(cookie, null);
    return this.sessions.start(proven, circumstances, cookie, following);
  }
}
