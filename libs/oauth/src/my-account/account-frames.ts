import { Injectable, Optional } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import type { EndpointName } from '../wire/endpoint-names.js';
import { Endpoints } from '../wire/endpoints.js';
import { toAccountView } from '../pages/account-view.js';
import type { AccountFrame, AccountSectionName } from '../pages/views.js';
import type { SignedIn } from '../sessions/sessions.js';
import { FurtherSection } from './further-section.js';

interface Section {
  readonly name: AccountSectionName;
  readonly endpoint: EndpointName;
}

/** What stands around every page of a user about their own account. */
@Injectable()
export class AccountFrames {
  /** Those that are offered here. */
  private readonly sections: readonly Section[];

  constructor(
    private readonly endpoints: Endpoints,
    accounts: AccountStore,
    @Optional() further?: FurtherSection,
  ) {
    this.sections = [
      { name: 'apps', endpoint: 'account/apps' },
      { name: 'sessions', endpoint: 'account/sessions' },
      ...(accounts.setPassword ? [{ name: 'password', endpoint: 'account/password' } as const] : []),
      ...(further ? [further] : []),
    ];
  }

  /** Where somebody begins who names no section. */
  get first(): string {
    return this.endpoints.path(this.sections[0]!.endpoint);
  }

  of({ account }: SignedIn, current: AccountSectionName): AccountFrame {
    return {
      account: toAccountView(account),
      sections: this.sections.map(({ name, endpoint }) => ({
        name,
        href: this.endpoints.path(endpoint),
        current: name === current,
      })),
      signOutHref: this.endpoints.path('logout'),
    };
  }
}
