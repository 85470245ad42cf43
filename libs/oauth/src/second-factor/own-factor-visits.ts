import { Injectable } from '@nestjs/common';
import { isMultiFactor, MULTI_FACTOR, multiFactor, type FactorMethod } from '../accounts/account-store.js';
import type { EndpointName } from '../wire/endpoint-names.js';
import { InteractionGone } from '../pages/interaction-gone.js';
import { AccountVisits } from '../my-account/account-visits.js';
import type { Parameters } from '../primitives/parameters.js';
import { browserCookieOf, type PageRequest } from '../sessions/browser.js';
import { FormTokens } from '../sessions/form-tokens.js';
import { Session } from '../sessions/session.entity.js';
import type { SignedIn } from '../sessions/sessions.js';
import { Database } from '../storage/database.js';
import type { WireResponse } from '../wire/send.js';
import type { SourceRequest } from '../wire/source.js';
import { SecondFactors } from './second-factors.js';

const FORM = 'second-factor';
/** How old a sign-in may be when something is changed. Seconds. */
const FRESH = 300;

/** Who may change how they sign in: somebody who has just proven who they are, with all that they have. */
@Injectable()
export class OwnFactorVisits {
  constructor(
    private readonly visits: AccountVisits,
    private readonly factors: SecondFactors,
    private readonly tokens: FormTokens,
    private readonly database: Database,
  ) {}

  /**
   * A session from before there was a second factor, or one that was stolen with the password, does not get rid of it.
   *
   * @param ownPage where the user goes after they have signed in again
   * @returns null when the browser has been sent to the sign-in page
   */
  async require(
    ownPage: EndpointName,
    request: PageRequest & SourceRequest,
    response: WireResponse,
  ): Promise<SignedIn | null> {
    const signedIn = await this.visits.require(ownPage, request, response, FRESH);
    if (!signedIn || isMultiFactor(signedIn.session.amr)) return signedIn;
    if (!(await this.factors.has(signedIn.account.subject))) return signedIn;
    return this.visits.require(ownPage, request, response, FRESH, [MULTI_FACTOR.acr]);
  }

  /** CSRF token of the forms on these pages. */
  token(request: PageRequest): string {
    return this.tokens.issue(FORM, browserCookieOf(request)!);
  }

  /** @throws InteractionGone unless the form comes from a page that was made for this browser */
  requireToken(form: Parameters, request: PageRequest): void {
    const cookie = browserCookieOf(request);
    if (cookie === undefined || !this.tokens.fits(form['token'], FORM, cookie)) {
      throw new InteractionGone('other-browser');
    }
  }

  /** Whoever has just shown a new factor, in a fresh session, has proven both. */
  async raise({ session }: SignedIn, method: FactorMethod): Promise<void> {
    if (isMultiFactor(session.amr)) return;
    const { acr, amr } = multiFactor(session.amr ?? [], method);
    await this.database.update(Session, { id: session.id }, { acr, amr: [...amr] });
  }
}
