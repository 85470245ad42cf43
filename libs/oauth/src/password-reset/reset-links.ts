import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import { Endpoints } from '../wire/endpoints.js';
import { invalidRequest } from '../errors/catalogue.js';
import { InteractionLinks } from '../interaction/interaction-links.js';
import { Outbox } from '../mail/outbox.js';
import type { RecoveryAddress } from '../mail/recovery-address.js';
import type { PasswordRecovery } from '../sign-in/password-recovery.js';

/** Where a forgotten password is replaced, as long as it can be: with a way for mails and a store that takes part. */
@Injectable()
export class ResetLinks implements PasswordRecovery, RecoveryAddress {
  constructor(
    private readonly outbox: Outbox,
    private readonly accounts: AccountStore,
    private readonly endpoints: Endpoints,
    private readonly links: InteractionLinks,
  ) {}

  /** @throws invalid_request (404) where nothing is offered */
  requireOffered(): void {
    if (!this.isOffered) throw invalidRequest.as(404).describe('There is no such endpoint.');
  }

  /** @throws invalid_request (404) where no link of any kind could change a password */
  requireTaken(): void {
    if (this.accounts.setPassword === undefined)
      throw invalidRequest.as(404).describe('There is no such endpoint.');
  }

  /** Where another link can be asked for; null without a way for mails: then an administrator hands it over. */
  again(): string | null {
    return this.isOffered ? this.endpoints.path('password/forgot') : null;
  }

  href(interactionId: string): string | null {
    return this.isOffered ? this.links.to('password/forgot', interactionId) : null;
  }

  url(): string | null {
    return this.isOffered ? this.endpoints.url('password/forgot') : null;
  }

  /** For the mail: its host is the configured one, whatever a request's headers say (RFC 9700 section 4.13). */
  toNewPassword(token: string): string {
    return `${this.endpoints.url('password/reset')}?${new URLSearchParams({ token })}`;
  }

  private get isOffered(): boolean {
    const { findByUsername, setPassword } = this.accounts;
    return this.outbox.isOpen && findByUsername !== undefined && setPassword !== undefined;
  }
}
