import { All, Controller, Get, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { isAuthorizationRequest, permissionsOf } from '../authorize/authorization.request.js';
import type { Client } from '../clients/client.entity.js';
import { Clients } from '../clients/clients.js';
import { Consents, mayRemember } from '../consent/consents.js';
import { isDeviceRequest } from '../device/device.request.js';
import { toDeviceView } from '../device/device-view.js';
import { Endpoints } from '../discovery/endpoints.js';
import { invalidRequest, methodNotAllowed } from '../errors/catalogue.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import type { Parameters } from '../primitives/parameters.js';
import { redirectTarget } from '../primitives/redirect-uri.js';
import { queryOf, readForm, type FormRequest } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';
import { toAccountView } from './account-view.js';
import { browserCookieOf, type PageRequest } from './browser.js';
import { toClientView } from './client-view.js';
import { REQUIRED_SCOPES, toScopeViews } from './consent-view.js';
import { InteractionGone } from './interaction-gone.js';
import type { Interaction } from './interaction.entity.js';
import { InteractionLinks } from './interaction-links.js';
import { Interactions } from './interactions.js';
import { PageErrorFilter } from './page-error.filter.js';
import { PageSender } from './page-sender.js';
import type { ConsentPage, Language, ScopeView } from './pages.js';
import { Sessions, type SignedIn } from './sessions.js';

interface Pending {
  readonly interaction: Interaction;
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
    private readonly clients: Clients,
    private readonly consents: Consents,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
    private readonly links: InteractionLinks,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  @Get()
  async show(@Req() request: PageRequest, @Res() response: WireResponse): Promise<void> {
    const id = queryOf(request.url).values['interaction'];
    const { interaction, client, signedIn } = await this.pending(id, request);
    const asked = interaction.request;
    const language = this.pages.languageFor(request, asked.uiLocales);
    this.pages.send(
      request,
      response,
      200,
      {
        name: 'consent',
        action: this.endpoints.path('confirm_access'),
        interaction: id!,
        client: toClientView(client),
        account: toAccountView(signedIn.account),
        switchAccountHref: this.links.page('sign-in', id!),
        ...(await this.detailsOf(asked, client, signedIn.account.subject, language)),
      },
      asked.uiLocales,
    );
  }

  @Post()
  async decide(@Req() request: PageRequest & FormRequest, @Res() response: WireResponse): Promise<void> {
    const form = await readForm(request);
    const { interaction, client, signedIn } = await this.pending(form['interaction'], request);
    const { subject } = signedIn.account;
    const requested = permissionsOf(interaction.request);
    const checked = requested.filter(
      (scope) => REQUIRED_SCOPES.has(scope) || isChecked(form[`scope.${scope}`]),
    );
    // Every box cleared allows nothing; a request for no scope at all has no boxes.
    const isAllowed = decisionIn(form) === 'allow' && (checked.length > 0 || requested.length === 0);
    const allowed = isAllowed ? checked : [];

    await this.interactions.decide(interaction, subject, isAllowed ? 'allow' : 'deny', allowed);
    // What is said about a device holds for that device alone: it is not remembered, and takes nothing back.
    if (isAuthorizationRequest(interaction.request)) {
      const remember = form['remember'] !== undefined && mayRemember(client, interaction.request.redirectUri);
      if (isAllowed) await this.consents.grant(subject, client.clientId, { requested, allowed, remember });
      else await this.consents.deny(subject, client.clientId, requested);
    }
    redirect(response, this.links.resume(interaction, form['interaction']!));
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD, POST' });
  }

  /** What differs: an allowed request ends at a redirect URI, or on a device, where every scope counts as a new one. */
  private async detailsOf(
    asked: Interaction['request'],
    client: Client,
    subject: string,
    language: Language,
  ): Promise<Pick<ConsentPage, 'scopes' | 'redirectHost' | 'redirectWarning' | 'rememberable' | 'device'>> {
    const scopesBut = (granted: readonly string[]): ScopeView[] =>
      toScopeViews(permissionsOf(asked), granted, this.options.scopes, language);
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
    const [client, signedIn] = await Promise.all([
      this.clients.findEnabled(interaction.request.clientId),
      this.sessions.find(cookie),
    ]);
    if (!client || !signedIn) throw new InteractionGone('expired', interaction.request.clientId);
    return { interaction, client, signedIn };
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
