import { Injectable } from '@nestjs/common';
import { AccountStore, type Account } from '../accounts/account-store.js';
import { AuditLog } from '../audit/audit-log.js';
import { OAuthError } from '../errors/oauth-error.js';
import { Limits } from '../limits/limits.js';
import { addressOf } from '../mail/address-of.js';
import { MailWriter } from '../mail/mail-writer.js';
import { Outbox, type Letter } from '../mail/outbox.js';
import { ResolvedOptions } from '../oauth.options.js';
import { minutes } from '../pages/durations.js';
import type { Language } from '../pages/page-context.js';
import { nameKey } from '../sign-in/sign-in-limits.js';
import { PasswordResets } from './password-resets.js';
import { ResetLinks } from './reset-links.js';

/** Somebody says that they have lost their password. */
export interface ResetRequest {
  /** As typed. */
  readonly username: string;
  /** As `sourceOf` tells it. */
  readonly source: string;
  readonly language: Language;
}

/** What becomes of it; only the audit log learns. */
type Outcome = 'mailed' | 'unknown' | 'disabled' | 'no_address' | 'limited';

/**
 * Mails with a link to a new password. Whether there is somebody to write to is found out after the answer, so that
 * neither its content nor its time can tell.
 */
@Injectable()
export class ResetMails {
  constructor(
    private readonly outbox: Outbox,
    private readonly accounts: AccountStore,
    private readonly limits: Limits,
    private readonly resets: PasswordResets,
    private readonly links: ResetLinks,
    private readonly writer: MailWriter,
    private readonly audit: AuditLog,
    private readonly options: ResolvedOptions,
  ) {}

  /** To be called once the answer has been sent. */
  request(asked: ResetRequest): void {
    this.outbox.add('password_reset', () => this.prepare(asked));
  }

  private async prepare({ username, source, language }: ResetRequest): Promise<Letter | null> {
    const account = await this.accounts.findByUsername!(username);
    const to = account && addressOf(account);
    const outcome = (await this.isLimited(account, username)) ? 'limited' : outcomeOf(account, to);
    await this.audit.record('password_reset.requested', {
      subject: account?.subject ?? null,
      source,
      data: { outcome, source },
    });
    if (outcome !== 'mailed') return null;
    const { subject } = account!;
    const href = this.links.toNewPassword(await this.resets.issue(subject));
    const mail = this.writer.write(to!, language, {
      subject: 'mail.passwordReset.subject',
      paragraphs: [
        { message: 'mail.passwordReset.lead' },
        { href, label: 'mail.passwordReset.link' },
        { message: 'mail.passwordReset.validity' },
        { message: 'mail.passwordReset.notYou' },
      ],
      values: {
        username: account!.username,
        time: minutes(this.options.lifetimes.passwordReset, language),
      },
    });
    return { mail, subject };
  }

  /** By account, because a store may know it by several names. */
  private async isLimited(account: Account | null, username: string): Promise<boolean> {
    const key = account ? `account ${account.subject}` : `name ${nameKey(username)}`;
    try {
      await this.limits.reserve('passwordReset', key);
      return false;
    } catch (error) {
      if (error instanceof OAuthError && error.status === 429) return true;
      throw error;
    }
  }
}

function outcomeOf(account: Account | null, to: string | null): Outcome {
  if (account === null) return 'unknown';
  if (account.disabled) return 'disabled';
  return to === null ? 'no_address' : 'mailed';
}
