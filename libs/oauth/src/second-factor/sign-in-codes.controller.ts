import { All, Controller, Get, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Clients } from '../clients/clients.js';
import { Endpoints } from '../wire/endpoints.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { InteractionLinks } from '../interaction/interaction-links.js';
import { clientIdOf } from '../interaction/interaction.entity.js';
import { Interactions } from '../interaction/interactions.js';
import { OAuthExtras } from '../oauth.extras.js';
import { isSwitchedOn } from '../oauth.feature-switches.js';
import { InteractionLanguages } from '../interaction/interaction-languages.js';
import { ClientViews } from '../pages/client-views.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import { browserCookieOf, type PageRequest } from '../sessions/browser.js';
import { Sessions } from '../sessions/sessions.js';
import { queryOf } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';
import { RecoveryCodes } from './recovery-codes.js';
import { SealedLinks } from './sealed-links.js';

/** A stop on the way back from sign-in: the user's new recovery codes, or how many are left after one was used. */
@Controller({ path: 'sign_in/second_factor/recovery_codes', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class SignInCodesController {
  constructor(
    private readonly interactions: Interactions,
    private readonly sessions: Sessions,
    private readonly clients: Clients,
    private readonly codes: RecoveryCodes,
    private readonly sealed: SealedLinks,
    private readonly languages: InteractionLanguages,
    private readonly clientViews: ClientViews,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
    private readonly links: InteractionLinks,
    private readonly extras: OAuthExtras,
  ) {}

  @Get()
  async show(@Req() request: PageRequest, @Res() response: WireResponse): Promise<void> {
    const { interaction: id, codes: shown } = queryOf(request.url).values;
    const cookie = browserCookieOf(request);
    const interaction = await this.interactions.load(id, cookie);
    const signedIn = await this.sessions.find(cookie);
    if (!signedIn) return redirect(response, this.links.page('sign-in', id!));
    const clientId = clientIdOf(interaction);
    const client = clientId === null ? null : await this.clients.findEnabled(clientId);
    const common = {
      client: client && (await this.clientViews.of(client)),
      interaction: id!,
      continueHref: this.links.resume(interaction, id!),
    };
    const codes = this.sealed.open<readonly string[]>('recovery-codes', interaction.id, shown);
    const language = await this.languages.of(interaction, request);
    if (codes) {
      const page = { name: 'recovery-codes', ...common, codes, sealed: shown!, frame: null } as const;
      return this.pages.send(request, response, 200, page, language);
    }
    const left = await this.codes.left(signedIn.account.subject);
    const hasPage = isSwitchedOn('accountPages', this.extras);
    const factorsHref = hasPage ? this.endpoints.path('account/second_factor') : null;
    const page = { name: 'recovery-code-used', ...common, left, factorsHref } as const;
    this.pages.send(request, response, 200, page, language);
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD' });
  }
}
