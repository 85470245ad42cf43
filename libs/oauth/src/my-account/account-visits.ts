import { Injectable } from '@nestjs/common';
import type { EndpointName } from '../wire/endpoint-names.js';
import { InteractionLinks } from '../interaction/interaction-links.js';
import { asksUser, Interactions } from '../interaction/interactions.js';
import { ownPageRequest } from '../interaction/own-page.request.js';
import { Limits } from '../limits/limits.js';
import { Clock } from '../primitives/clock.js';
import { browserCookieOf, recogniseBrowser, type PageRequest } from '../sessions/browser.js';
import { Sessions, type SignedIn } from '../sessions/sessions.js';
import { redirect, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';

/** Lets nobody but its user see a page about an account. */
@Injectable()
export class AccountVisits {
  constructor(
    private readonly sessions: Sessions,
    private readonly interactions: Interactions,
    private readonly links: InteractionLinks,
    private readonly limits: Limits,
    private readonly clock: Clock,
  ) {}

  /**
   * @param ownPage where the user goes after they have signed in
   * @param maxAge how old the sign-in may be; seconds, null for any age
   * @param acrValues how the user must have signed in, if that can be attested; empty for any way
   * @returns who is signed in; null when the browser has been sent to the sign-in page
   */
  async require(
    ownPage: EndpointName,
    request: PageRequest & SourceRequest,
    response: WireResponse,
    maxAge: number | null = null,
    acrValues: readonly string[] = [],
  ): Promise<SignedIn | null> {
    const wish = ownPageRequest(ownPage, maxAge, acrValues);
    const known = browserCookieOf(request);
    const signedIn = await this.sessions.find(known);
    const step = await this.interactions.nextStep(null, wish, signedIn, null, known);
    if (step === 'nothing') return signedIn;
    await this.limits.reserve('authorization', sourceOf(request));
    const cookie = recogniseBrowser(request, response, this.clock.now());
    const id = await this.interactions.begin(wish, cookie);
    redirect(response, this.links.page(asksUser(step) ? step : 'sign-in', id));
    return null;
  }
}
