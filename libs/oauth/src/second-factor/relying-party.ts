import { Injectable } from '@nestjs/common';
import { isIP } from 'node:net';
import type { PasskeyOffer } from '../sign-in/passkey-offer.js';
import { Endpoints } from '../wire/endpoints.js';

/** Who asks for passkeys: the host of our pages. From the options alone, never from a request's headers. */
@Injectable()
export class RelyingParty implements PasskeyOffer {
  constructor(private readonly endpoints: Endpoints) {}

  /** RP ID (WebAuthn section 5.1.2). */
  get id(): string {
    return this.pages.hostname;
  }

  get origin(): string {
    return this.pages.origin;
  }

  /** Browsers make passkeys for domains only. */
  get isPossible(): boolean {
    return isIP(this.id.replace(/^\[|\]$/g, '')) === 0;
  }

  private get pages(): URL {
    return new URL(this.endpoints.url('sign_in'));
  }
}
