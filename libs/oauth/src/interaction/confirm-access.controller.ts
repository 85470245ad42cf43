import { All, Controller, Get, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import {
  isAuthorizationRequest,
  permissionsOf,
  type AuthorizationRequest,
} from '../authorize/authorization.request.js';
import type { Client } from '../clients/client.entity.js';
import { Clients } from '../clients/clients.js';
import { Consents, mayRemember } from '../consent/consents.js';
import { isDeviceRequest, type DeviceRequest } from '../device/device.request.js';
import { toDeviceView } from '../device/device-view.js';
import { Endpoints } from '../wire/endpoints.js';
import { invalidRequest, methodNotAllowed } from '../errors/catalogue.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import type { Parameters } from '../primitives/parameters.js';
import { redirectTarget } from '../primitives/redirect-uri.js';
import { queryOf, readForm, type FormRequest } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import { toAccountView } from '../pages/account-view.js';
import { browserCookieOf, type PageRequest } from '../sessions/browser.js';
import { ClientViews } from '../pages/client-views.js';
import { REQUIRED_SCOPES, toScopeViews } from './consent-view.js';
import { InteractionGone } from '../pages/interaction-gone.js';
import { clientIdOf, type Interaction } from './interaction.entity.js';
import { isOwnPageRequest } from './own-page.request.js';
import { InteractionLanguages } from './interaction-languages.js';
import { InteractionLinks } from './interaction-links.js';
import { Interactions } from './interactions.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import { WaysOut } from '../pages/ways-out.js';
import type { ConsentPage, ScopeView } from '../pages/definitions/consent.page.js';
import type { Language } from '../pages/page-context.js';
import { Theme } from '../pages/theme/theme.js';
import { ScopeCatalogue } from '../scopes/scope-catalogue.js';
import { BrowserAccounts } from '../sessions/browser-accounts.js';
import { Sessions, type SignedIn } from '../sessions/sessions.js';

interface Pending {
  readonly interaction: Interaction;
  readonly asked: AuthorizationRequest | DeviceRequest;
  readonly client: Client;
  readonly signedIn: SignedIn;
}

/** The consent page: client, redirect target, user and scopes of the stored request, and the user's decision. */
@Controller({ path: 'confirm_access', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class ConfirmAccessController {
  constructor(
    private readonly interactions: Interactions,
    private readonly sessions: Sessions,
    private readonly browserAccounts: BrowserAccounts,
    private readonly clients: Clients,
    private readonly consents: Consents,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
    private readonly links: InteractionLinks,
    private readonly ways: WaysOut,
    private readonly languages: InteractionLanguages,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
    private readonly theme: Theme,
    private readonly clientViews: ClientViews,
    private readonly catalogue: ScopeCatalogue,
  ) {}

  @Get()
  async show(@Req() request: PageRequest, @Res() response: WireResponse): Promise<void> {
    const id = queryOf(request.url).values['interaction'];
    const { interaction, asked, client, signedIn } = await this.pending(id, request);
    const wish = await this.languages.of(interaction, request);
    const language = this.pages.languageFor(request, wish);
    const known = await this.browserAccounts.of(interaction.browser, signedIn);
    this.pages.send(
      request,
      response,
      200,
      {
        name: 'consent',
        action: this.endpoints.path('confirm_access'),
        interaction: id!,
        client: await this.clientViews.of(client),
        account: toAccountView(signedIn.account),
        switchAccountHref: this.links.page(known.length > 1 ? 'choose' : 'sign-in', id!),
        undoHref: this.ways.account(),
        ...(await this.detailsOf(asked, client, signedIn.account.subject, language)),
      },
      wish,
    );
  }

  @Post()
  async decide(
    @Req() request: PageRequest & FormRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    const form = await readForm(request);
    const { interaction, asked, client, signedIn } = await this.pending(form['interaction'], request);
    const { subject } = signedIn.account;
    const requested = permissionsOf(asked);
    const checked = requested.filter(
      (scope) => REQUIRED_SCOPES.has(scope) || isChecked(form[`scope.${scope}`]),
    );
    // Every box cleared allows nothing; a request for no scope at all has no boxes.
    const isAllowed = decisionIn(form) === 'allow' && (checked.length > 0 || requested.length === 0);
    const allowed = isAllowed ? checked : [];

    await this.interactions.decide(interaction, subject, isAllowed ? 'allow' : 'deny', allowed);
    // What is said about a device holds for that device alone: it is not remembered, and takes nothing back.
    if (isAuthorizationRequest(asked)) {
      const remember = form['remember'] !== undefined && mayRemember(client, asked.redirectUri);
      const place = { actorName: signedIn.account.username, source: sourceOf(request) };
      const { clientId } = client;
      if (isAllowed) await this.consents.grant(subject, clientId, { requested, allowed, remember }, place);
      else await this.consents.deny(subject, clientId, requested, place);
    }
    redirect(response, this.links.resume(interaction, form['interaction']!));
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD, POST' });
  }

  /** What differs: an allowed request ends at a redirect URI, or on a device, where every scope counts as a new one. */
  private async detailsOf(
    asked: AuthorizationRequest | DeviceRequest,
    client: Client,
    subject: string,
    language: Language,
  ): Promise<Pick<ConsentPage, 'scopes' | 'redirectHost' | 'redirectWarning' | 'rememberable' | 'device'>> {
    const definitions = await this.catalogue.definitions();
    const scopesBut = (granted: readonly string[]): ScopeView[] =>
      toScopeViews(permissionsOf(asked), granted, definitions, language, this.theme.wording);
    if (isDeviceRequest(asked)) {
      const device = toDeviceView(asked, this.options.masterKey, this.clock.now());
      return {
        scopes: scopesBut([]),
        redirectHost: null,
        redirectWarning: null,
        rememberable: false,
        device,
      };
    }
    const target = redirectTarget(asked.redirectUri);
    return {
      scopes: scopesBut(await this.consents.granted(subject, client.clientId)),
      redirectHost: target.host,
      redirectWarning: target.warning,
      rememberable: mayRemember(client, asked.redirectUri),
      device: null,
    };
  }

  /** @throws InteractionGone unless this browser has a pending request and somebody is signed in */
  private async pending(id: string | undefined, request: PageRequest): Promise<Pending> {
    const cookie = browserCookieOf(request);
    const interaction = await this.interactions.load(id, cookie);
    const asked = interaction.request;
    if (isOwnPageRequest(asked)) throw new InteractionGone('expired');
    const [client, signedIn] = await Promise.all([
      this.clients.findEnabled(asked.clientId),
      this.sessions.find(cookie),
    ]);
    if (!client || !signedIn) throw new InteractionGone('expired', clientIdOf(interaction));
    return { interaction, asked, client, signedIn };
  }
}

/** `decision`, or the field of the older dialect. Anything unclear is no decision. */
function decisionIn(form: Parameters): 'allow' | 'deny' {
  const decision = form['decision'] ?? { true: 'allow', false: 'deny' }[form['user_oauth_approval'] ?? ''];
  if (decision !== 'allow' && decision !== 'deny') throw invalidRequest.describe('The decision is missing.');
  return decision;
}

function isChecked(value: string | undefined): boolean {
  return value === 'true' || (value?.startsWith('approve') ?? false);
}
