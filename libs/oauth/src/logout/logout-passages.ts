import { Injectable } from '@nestjs/common';
import type { SignedOutPage } from '../pages/definitions/signed-out.page.js';
import type { AccountView } from '../pages/views.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { deriveKey, openFromBrowser, sealForBrowser } from '../primitives/seal.js';
import type { LogoutRequest } from './logout.request.js';

/** How a sign-out ended, for the page that says so. */
export interface LogoutOutcome {
  readonly kind: SignedOutPage['outcome'];
  readonly clientId: string | null;
  readonly account: AccountView | null;
  readonly uiLocales: string | null;
}

/**
 * What the browser carries between the sign-out pages. It is sealed, so nothing can be read or edited on the way, and
 * nothing has to be stored for people who are not signed in.
 */
@Injectable()
export class LogoutPassages {
  private readonly requestKey: Buffer;
  private readonly outcomeKey: Buffer;

  constructor(
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {
    this.requestKey = deriveKey(options.masterKey, 'logout request');
    this.outcomeKey = deriveKey(options.masterKey, 'logout outcome');
  }

  sealRequest(request: LogoutRequest): string {
    return this.write(this.requestKey, request);
  }

  /** @returns null for what was not sealed here or is too old */
  openRequest(sealed: string | undefined): LogoutRequest | null {
    return this.read(this.requestKey, sealed);
  }

  sealOutcome(outcome: LogoutOutcome): string {
    return this.write(this.outcomeKey, outcome);
  }

  /** @returns null for what was not sealed here or is too old */
  openOutcome(sealed: string | undefined): LogoutOutcome | null {
    return this.read(this.outcomeKey, sealed);
  }

  private write(key: Buffer, value: object): string {
    return sealForBrowser(key, value, this.clock.now() + this.options.lifetimes.interaction * 1000);
  }

  private read<T>(key: Buffer, sealed: string | undefined): T | null {
    return openFromBrowser<T>(key, sealed, this.clock.now());
  }
}
