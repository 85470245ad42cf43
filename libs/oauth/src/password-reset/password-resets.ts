import { Injectable } from '@nestjs/common';
import { AccountStore, isInForce, type Account } from '../accounts/account-store.js';
import { AuditLog } from '../audit/audit-log.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { sameDigest } from '../primitives/digest.js';
import { mintHandle, readHandle } from '../primitives/handle.js';
import { above } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { PasswordReset } from './password-reset.entity.js';

/** A link that is still good, and whose password it changes. */
export interface PendingReset {
  readonly reset: PasswordReset;
  readonly account: Account;
}

/** The links of reset mails: stored as digests, each good for one new password. */
@Injectable()
export class PasswordResets {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountStore,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  /** @returns the token for the link */
  async issue(subject: string): Promise<string> {
    const now = this.clock.now();
    const { value, id, digest } = mintHandle(now);
    await this.database.insert(PasswordReset, {
      id,
      digest,
      subject,
      createdAt: now,
      expiresAt: now + this.options.lifetimes.passwordReset * 1000,
    });
    return value;
  }

  /**
   * Looks, and changes nothing: mail programs and scanners open links too.
   *
   * @returns null for a token that is wrong, used or expired, or from before the last change of credentials
   */
  async find(token: string | undefined): Promise<PendingReset | null> {
    const handle = token === undefined ? undefined : readHandle(token);
    const reset = handle && (await this.database.find(PasswordReset, { id: handle.id }));
    if (!reset || !sameDigest(reset.digest, handle.digest)) return null;
    if (reset.usedAt !== null || reset.expiresAt <= this.clock.now()) return null;
    const account = await this.accounts.find(reset.subject);
    return isInForce(account, reset.createdAt) ? { reset, account } : null;
  }

  /**
   * Uses a link up, and with it every other one of the same user. All of it commits before the password is changed:
   * a failure in between costs the user another mail and nobody else anything.
   *
   * @returns true for exactly one caller
   */
  claim({ reset: { id, digest, subject } }: PendingReset): Promise<boolean> {
    const now = this.clock.now();
    return this.database.unit(async (rows) => {
      const unused = { usedAt: null, expiresAt: above(now) };
      // The gate.
      if ((await rows.update(PasswordReset, { id, digest, ...unused }, { usedAt: now })) !== 1) return false;
      // A store that keeps no `credentialsChangedAt` would let the others live.
      await rows.update(PasswordReset, { subject, usedAt: null }, { usedAt: now });
      await this.audit.record('password_reset.used', { actor: subject, subject }, rows);
      return true;
    });
  }
}
