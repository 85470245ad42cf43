import { All, Controller, Get, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Clients } from '../clients/clients.js';
import type { EndpointName } from '../wire/endpoint-names.js';
import { Endpoints } from '../wire/endpoints.js';
import { invalidRequest, methodNotAllowed } from '../errors/catalogue.js';
import { Interactions } from '../interaction/interactions.js';
import { isSwitchedOn } from '../oauth.feature-switches.js';
import { OAuthExtras } from '../oauth.extras.js';
import { BrowserAccounts } from '../sessions/browser-accounts.js';
import {
  browserCookieOf,
  browserDigest,
  clearBrowserCookie,
  refuseHead,
  setBrowserCookie,
  type PageRequest,
} from '../sessions/browser.js';
import { toAccountView } from '../pages/account-view.js';
import { toClientView } from '../pages/client-view.js';
import { FormTokens } from '../sessions/form-tokens.js';
import { InteractionGone } from '../pages/interaction-gone.js';
import { Departures, type Carrier } from '../pages/departures.js';
import { PageSender } from '../pages/page-sender.js';
import type { SignedOutPage } from '../pages/definitions/signed-out.page.js';
import type { AccountView, ClientView } from '../pages/views.js';
import { sidOf } from '../sessions/session.entity.js';
import { Sessions, type SignedIn } from '../sessions/sessions.js';
import { idToText } from '../primitives/id.js';
import { Authorizations } from '../tokens/authorizations.js';
import { queryOf, readForm, readFormLeniently, type FormRequest } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';
import { LogoutErrorFilter } from './logout-error.filter.js';
import { LogoutPassages } from './logout-passages.js';
import type { LogoutRequest } from './logout.request.js';
import { LogoutRequests } from './logout-requests.js';

const FORM = 'sign-out';

/** Names on the page that asks; whoever used more apps than this knows what signing out means. */
const MAX_APPS = 20;

/**
 * Signing out (OpenID Connect RP-Initiated Logout). A genuine ID token of the session ends it at once; everybody else
 * is asked, so that no page elsewhere can end a session by leading the browser here.
 */
@Controller({ path: 'logout', version: VERSION_NEUTRAL })
@UseFilters(LogoutErrorFilter)
export class LogoutController {
  constructor(
    private readonly requests: LogoutRequests,
    private readonly passages: LogoutPassages,
    private readonly tokens: FormTokens,
    private readonly sessions: Sessions,
    private readonly browserAccounts: BrowserAccounts,
    private readonly interactions: Interactions,
    private readonly authorizations: Authorizations,
    private readonly clients: Clients,
    private readonly pages: PageSender,
    private readonly departures: Departures,
    private readonly endpoints: Endpoints,
    private readonly extras: OAuthExtras,
  ) {}

  @Get()
  async byQuery(@Req() request: PageRequest, @Res() response: WireResponse): Promise<void> {
    refuseHead(request, 'GET, POST');
    const logout = await this.requests.read(queryOf(request.url));
    const signedIn = await this.signOutUnasked(logout, request, response);
    if (signedIn) this.toPage('logout/confirm', { request: this.passages.sealRequest(logout) }, response);
  }

  /** A form posted from another site comes without our Lax cookie; the GET that follows brings it along. */
  @Post()
  async byForm(@Req() request: PageRequest & FormRequest, @Res() response: WireResponse): Promise<void> {
    const logout = await this.requests.read(await readFormLeniently(request));
    this.toPage('logout/confirm', { request: this.passages.sealRequest(logout) }, response);
  }

  @Get('confirm')
  async ask(@Req() request: PageRequest, @Res() response: WireResponse): Promise<void> {
    refuseHead(request, 'GET, POST');
    const sealed = queryOf(request.url).values['request'];
    const logout = this.passages.openRequest(sealed);
    // Too old or opened by hand: the user may still sign out, only nobody waits for them any more.
    if (!logout) return redirect(response, this.endpoints.path('logout'));
    const signedIn = await this.signOutUnasked(logout, request, response);
    if (!signedIn) return;
    const page = {
      name: 'sign-out',
      action: this.endpoints.path('logout/confirm'),
      request: sealed!,
      token: this.tokens.issue(FORM, browserCookieOf(request)!),
      account: toAccountView(signedIn.account),
      client: await this.clientView(logout.clientId),
      apps: await this.appsOf(signedIn),
    } as const;
    this.pages.send(request, response, 200, page, logout.uiLocales);
  }

  @Post('confirm')
  async decide(@Req() request: PageRequest & FormRequest, @Res() response: WireResponse): Promise<void> {
    const form = await readForm(request);
    const logout = this.passages.openRequest(form['request']);
    if (!logout) throw new InteractionGone('expired');
    const cookie = browserCookieOf(request);
    if (cookie === undefined || !this.tokens.fits(form['token'], FORM, cookie)) {
      throw new InteractionGone('other-browser', logout.clientId);
    }
    const signedIn = await this.sessions.find(cookie);
    switch (form['decision']) {
      case 'sign_out':
        return this.signOut(logout, signedIn, true, { request, response });
      case 'stay':
        return this.toOutcome('stayed', logout, null, response);
      default:
        throw invalidRequest.describe('The decision is missing.');
    }
  }

  /** Says how a sign-out ended, as long as that is still true. */
  @Get('done')
  async done(@Req() request: PageRequest, @Res() response: WireResponse): Promise<void> {
    const sealed = queryOf(request.url).values['result'];
    const outcome = this.passages.openOutcome(sealed);
    const cookie = browserCookieOf(request);
    const signedIn = await this.sessions.find(cookie);
    if (!outcome || (outcome.kind === 'stayed') !== (signedIn !== null)) {
      return redirect(response, this.endpoints.path('logout'));
    }
    const page = {
      name: 'signed-out',
      outcome: outcome.kind,
      account: signedIn ? toAccountView(signedIn.account) : outcome.account,
      client: await this.clientView(outcome.clientId),
      others: await this.othersIn(cookie, signedIn),
      accountHref: isSwitchedOn('accountPages', this.extras) ? this.endpoints.path('account') : null,
      result: sealed!,
    } as const;
    this.pages.send(request, response, 200, page, outcome.uiLocales);
  }

  @All(['', 'confirm'])
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, POST' });
  }

  @All('done')
  otherThanGet(): never {
    throw methodNotAllowed.with({ Allow: 'GET' });
  }

  /** @returns who must be asked first; null when the answer has been sent */
  private async signOutUnasked(
    logout: LogoutRequest,
    request: PageRequest,
    response: WireResponse,
  ): Promise<SignedIn | null> {
    const cookie = browserCookieOf(request);
    const signedIn = await this.sessions.find(cookie);
    if (signedIn && !isFrom(signedIn, logout)) return signedIn;
    await this.signOut(logout, signedIn, false, { request, response });
    return null;
  }

  private async signOut(
    logout: LogoutRequest,
    signedIn: SignedIn | null,
    afterForm: boolean,
    { request, response }: Carrier,
  ): Promise<void> {
    const cookie = browserCookieOf(request);
    // Also a session whose user is disabled: it must not come back with the user.
    if (cookie !== undefined) await this.endSession(cookie, logout.clientId, response);
    const destination = await this.requests.destinationOf(logout);
    if (destination !== null) {
      const way = { afterForm, asks: null, uiLocales: logout.uiLocales };
      return this.departures.leave({ ...way, ...destination }, { request, response });
    }
    this.toOutcome(signedIn ? 'signed-out' : 'nobody', logout, signedIn, response);
  }

  /** A browser that still knows accounts goes on under another cookie; of one that knows none, nothing is left. */
  private async endSession(cookie: string, clientId: string | null, response: WireResponse): Promise<void> {
    const following = await this.interactions.following(cookie, null);
    const { cookie: next, knowsAccounts } = await this.sessions.end(cookie, clientId, following);
    if (next === null) return;
    if (knowsAccounts) setBrowserCookie(response, next);
    else clearBrowserCookie(response);
  }

  /** Who else is signed in in this browser. */
  private async othersIn(cookie: string | undefined, signedIn: SignedIn | null): Promise<AccountView[]> {
    if (cookie === undefined) return [];
    const known = await this.browserAccounts.of(browserDigest(cookie), signedIn);
    return known
      .filter(({ account, session }) => session && account.subject !== signedIn?.account.subject)
      .map(({ account }) => toAccountView(account));
  }

  private toOutcome(
    kind: SignedOutPage['outcome'],
    { clientId, uiLocales }: LogoutRequest,
    signedIn: SignedIn | null,
    response: WireResponse,
  ): void {
    const account = signedIn && toAccountView(signedIn.account);
    const result = this.passages.sealOutcome({ kind, clientId, account, uiLocales });
    this.toPage('logout/done', { result }, response);
  }

  private toPage(name: EndpointName, query: Record<string, string>, response: WireResponse): void {
    redirect(response, `${this.endpoints.path(name)}?${new URLSearchParams(query)}`);
  }

  private async clientView(clientId: string | null): Promise<ClientView | null> {
    const client = clientId === null ? null : await this.clients.findEnabled(clientId);
    return client && toClientView(client);
  }

  private async appsOf({ session }: SignedIn): Promise<string[]> {
    const ids = (await this.authorizations.clientsOf(sidOf(session))).slice(0, MAX_APPS);
    const clients = await Promise.all(ids.map((clientId) => this.clients.findEnabled(clientId)));
    return clients.flatMap((client) => client?.name ?? []);
  }
}

/** Does the ID token belong to this very session, and not only to its user? */
function isFrom({ session, account }: SignedIn, { subject, sid }: LogoutRequest): boolean {
  return subject === account.subject && (sid === null || sid === idToText(sidOf(session)));
}
