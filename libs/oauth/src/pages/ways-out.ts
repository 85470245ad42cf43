import { Injectable } from '@nestjs/common';
import type { Client } from '../clients/client.entity.js';
import { Endpoints } from '../wire/endpoints.js';
import { OAuthExtras } from '../oauth.extras.js';
import { isSwitchedOn } from '../oauth.feature-switches.js';
import { ResolvedOptions } from '../oauth.options.js';
import { httpsOnly } from './client-view.js';

/** Where people can turn from a page of ours. */
@Injectable()
export class WaysOut {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly extras: OAuthExtras,
    private readonly options: ResolvedOptions,
  ) {}

  /** What the user has decided, to be looked at and taken back; null where there are no such pages. */
  account(): string | null {
    return isSwitchedOn('accountPages', this.extras) ? this.endpoints.path('account') : null;
  }

  /** Where the client begins a sign-in anew (OpenID Connect Core section 4), else its home page, else null. */
  startAgain(client: Client | null): string | null {
    const initiation = httpsOnly(client?.initiateLoginUri ?? null);
    if (initiation === null) return httpsOnly(client?.uri ?? null);
    const url = new URL(initiation);
    // Beside what is registered, which stays as it is written.
    url.search += `${url.search === '' ? '?' : '&'}${new URLSearchParams({ iss: this.options.issuer })}`;
    return url.href;
  }
}
