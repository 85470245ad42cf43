import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account-store.js';
import { AuditLog } from '../audit/audit-log.js';
import { Limits } from '../limits/limits.js';

/** Who tries to sign in, and where. */
export interface SignInAttempt {
  /** As typed. */
  readonly username: string;
  /** As `sourceOf` tells it. */
  readonly source: string;
  /** Null on the way to a page of our own. */
  readonly clientId: string | null;
}

/**
 * Ends the guessing of passwords, for one name from wherever and from one source for whomever. Whether somebody has
 * the name makes no difference to what is counted and how long it takes.
 */
@Injectable()
export class SignInLimits {
  constructor(
    private readonly limits: Limits,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Checks a password if there is an attempt left. It is taken before the check, so attempts that run at the same time
   * cannot be more than the limit.
   *
   * @param check of the password
   * @returns the account that may sign in, or null
   * @throws 429 `temporarily_unavailable` when no attempt is left
   */
  async attempt(
    { username, source, clientId }: SignInAttempt,
    check: () => Promise<Account | null>,
  ): Promise<Account | null> {
    const name = nameKey(username);
    await this.limits.reserve('signInSource', source);
    const left = await this.limits.reserve('signIn', name);
    let account: Account | null;
    try {
      account = await check();
    } catch (error) {
      // Nothing was judged.
      await Promise.all([this.limits.giveBack('signInSource', source), this.limits.giveBack('signIn', name)]);
      throw error;
    }
    // The password of a disabled account is no better than a wrong one, or the limit would tell them apart.
    if (account && !account.disabled) {
      await Promise.all([this.limits.giveBack('signInSource', source), this.limits.clear('signIn', name)]);
      return account;
    }
    if (left === 0) await this.noteLimited(source, clientId);
    return null;
  }

  /**
   * Takes an attempt of a source for what nobody can be checked by.
   *
   * @throws 429 `temporarily_unavailable` when no attempt is left
   */
  async waste({ source, clientId }: Omit<SignInAttempt, 'username'>): Promise<void> {
    const left = await this.limits.reserve('signInSource', source);
    if (left === 0) await this.noteLimited(source, clientId);
  }

  /** @returns how long nothing is judged for this name or this source. Seconds; 0 while attempts are left */
  async wait({ username, source }: Pick<SignInAttempt, 'username' | 'source'>): Promise<number> {
    const waits = await Promise.all([
      this.limits.wait('signInSource', source),
      this.limits.wait('signIn', nameKey(username)),
    ]);
    return Math.max(...waits);
  }

  /** Whoever has just been given a new password need not wait because of the old one. */
  async forgive(username: string): Promise<void> {
    await this.limits.clear('signIn', nameKey(username));
  }

  private async noteLimited(source: string, clientId: string | null): Promise<void> {
    await this.audit.record('sign_in.limited', { clientId, source, data: { source } });
  }
}

/** Names that a host's user table may take for the same must not have attempts each. */
export function nameKey(username: string): string {
  return username.normalize('NFKC').trim().toLowerCase();
}
