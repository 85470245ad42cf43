import { Injectable } from '@nestjs/common';
import type { Client } from '../clients/client.entity.js';
import { Clients } from '../clients/clients.js';
import { ResolvedOptions } from '../oauth.options.js';
import { privateScheme } from '../primitives/redirect-uri.js';
import type { PageRequest } from '../sessions/browser.js';
import { redirect, type WireResponse } from '../wire/send.js';
import { toClientView } from './client-view.js';
import type { InterstitialPage } from './definitions/interstitial.page.js';
import { PageSender } from './page-sender.js';

/** The browser that is sent away. */
export interface Carrier {
  readonly request: PageRequest;
  readonly response: WireResponse;
}

export interface Departure {
  /** Complete, with whatever it carries. */
  readonly href: string;
  readonly client: Client;
  /** It ends a chain of redirects that began with a form on one of our pages. */
  readonly afterForm: boolean;
  /** Why the user must go on by themselves; null when they need not. */
  readonly asks: Exclude<InterstitialPage['kind'], 'onward'> | null;
  readonly uiLocales: string | null;
}

/** Sends browsers to clients: by redirect, or with a page between. */
@Injectable()
export class Departures {
  constructor(
    private readonly pages: PageSender,
    private readonly clients: Clients,
    private readonly options: ResolvedOptions,
  ) {}

  leave({ href, client, afterForm, asks, uiLocales }: Departure, { request, response }: Carrier): void {
    const blocked = afterForm && this.options.strictFormAction;
    // An app is opened by a redirect in every mode: that is what programs that show our pages wait for.
    if ((asks === null && !blocked) || privateScheme(href) !== null) return redirect(response, href);
    const kind = asks ?? 'onward';
    const page = { name: 'interstitial', kind, href, client: toClientView(client) } as const;
    this.pages.send(request, response, 200, page, uiLocales);
  }

  /** Is it a client that nobody has registered? Errors go there only if the user agrees (RFC 9700 section 4.11.2). */
  async isStranger({ clientId }: Client): Promise<boolean> {
    // Who cannot be looked up is treated as one.
    const found = await this.clients.find(clientId).catch(() => null);
    return found?.registered !== true;
  }
}
