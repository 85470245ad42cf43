import { Injectable, Optional } from '@nestjs/common';
import type { Account } from '../accounts/account-store.js';
import { ResolvedOptions } from '../oauth.options.js';
import type { MessageKey } from '../pages/messages/en.js';
import { followable } from '../pages/followable.js';
import type { Language } from '../pages/page-context.js';
import { Clock } from '../primitives/clock.js';
import { addressOf } from './address-of.js';
import { MailWriter, type Paragraph } from './mail-writer.js';
import { Outbox, type MailKind } from './outbox.js';
import { RecoveryAddress } from './recovery-address.js';

type NoticeKind = Exclude<MailKind, 'password_reset'>;

const WORDS: Readonly<Record<NoticeKind, { readonly subject: MessageKey; readonly lead: MessageKey }>> = {
  password_changed: { subject: 'mail.passwordChanged.subject', lead: 'mail.passwordChanged.lead' },
  second_factor_added: { subject: 'mail.factorAdded.subject', lead: 'mail.factorAdded.lead' },
  second_factor_removed: { subject: 'mail.factorRemoved.subject', lead: 'mail.factorRemoved.lead' },
};

/**
 * Tells users by mail what has happened to the credentials of their account, in case it was not them. They leave after
 * the answer; an account without an address, or a server without mail, gets none.
 */
@Injectable()
export class Notices {
  constructor(
    private readonly outbox: Outbox,
    private readonly writer: MailWriter,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
    @Optional() private readonly recovery?: RecoveryAddress,
  ) {}

  /** @param language of the page on which it happened */
  passwordChanged(account: Account, language: Language): void {
    this.send('password_changed', account, language);
  }

  /** @param language of the page on which it happened */
  secondFactorAdded(account: Account, language: Language): void {
    this.send('second_factor_added', account, language);
  }

  /** @param language of the page on which it happened */
  secondFactorRemoved(account: Account, language: Language): void {
    this.send('second_factor_removed', account, language);
  }

  private send(kind: NoticeKind, account: Account, language: Language): void {
    const to = addressOf(account);
    if (to === null) return;
    const { subject, lead } = WORDS[kind];
    const at = new Date(this.clock.now()).toISOString();
    const when = `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
    const content = {
      subject,
      paragraphs: [{ message: lead }, { message: 'mail.wasYou' }, ...this.remedy()] as const,
      values: { username: account.username, when },
    };
    const mail = this.writer.write(to, language, content);
    this.outbox.add(kind, async () => ({ mail, subject: account.subject }));
  }

  /** What whoever reads it can do when it was not them. */
  private remedy(): Paragraph[] {
    const recovery = this.recovery?.url() ?? null;
    if (recovery !== null) {
      return [{ message: 'mail.notYou.recover' }, { href: recovery, label: 'mail.recover' }];
    }
    const help = followable(this.options.brand.supportUrl);
    if (help === null) return [{ message: 'mail.notYou' }];
    return [{ message: 'mail.notYou.help' }, { href: help, label: 'mail.help' }];
  }
}
