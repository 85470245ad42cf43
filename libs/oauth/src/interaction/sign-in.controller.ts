import { All, Controller, Get, Post, Req, Res, UseFilters, UseGuards, VERSION_NEUTRAL } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { Clients } from '../clients/clients.js';
import { Endpoints } from '../discovery/endpoints.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { queryOf } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';
import { browserCookieOf, setBrowserCookie, type PageRequest } from './browser.js';
import { toClientView } from './client-view.js';
import { InteractionGone } from './interaction-gone.js';
import { InteractionLinks } from './interaction-links.js';
import { Interactions } from './interactions.js';
import { PageErrorFilter } from './page-error.filter.js';
import { PageSender } from './page-sender.js';
import { Sessions } from './sessions.js';
import { SignInGuard, type SignInRequest } from './sign-in.guard.js';

/** The sign-in page. GET shows, POST acts and answers 303, so that reload and back repeat nothing. */
@Controller({ path: 'sign_in', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class SignInController {
  constructor(
    private readonly interactions: Interactions,
    private readonly sessions: Sessions,
    private readonly clients: Clients,
    private readonly audit: AuditLog,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
    private readonly links: InteractionLinks,
  ) {}

  @Get()
  async show(@Req() request: PageRequest, @Res() response: WireResponse): Promise<void> {
    const id = queryOf(request.url).values['interaction'];
    const cookie = browserCookieOf(request);
    const interaction = await this.interactions.load(id, cookie);
    const client = await this.clients.findEnabled(interaction.request.clientId);
    if (!client) throw new InteractionGone('expired');
    const signedIn = await this.sessions.find(cookie);
    const step = await this.interactions.nextStep(client, interaction.request, signedIn, interaction);
    // Somebody who is signed in and need not be asked again came here to use another account.
    const again =
      step === 'sign-in' && !interaction.request.prompt.includes('select_account') ? signedIn : null;
    this.pages.send(
      request,
      response,
      200,
      {
        name: 'sign-in',
        action: this.endpoints.path('sign_in'),
        interaction: id!,
        client: toClientView(client),
        username: again?.account.username ?? interaction.username ?? '',
        reauthenticate: again !== null,
        failure: interaction.failure,
      },
      interaction.request.uiLocales,
    );
  }

  @Post()
  @UseGuards(SignInGuard)
  async signIn(@Req() request: SignInRequest & PageRequest, @Res() response: WireResponse): Promise<void> {
    const { form, interaction, user } = request;
    const id = form['interaction']!;
    const resume = this.links.resume(interaction, id);

    if (user === 'cancelled') {
      await this.interactions.decide(interaction, null, 'deny', []);
      return redirect(response, resume);
    }

    const { clientId } = interaction.request;
    if (user === 'credentials' || user === 'busy' || user === 'limited') {
      const username = (form['username'] ?? '').slice(0, 255);
      await this.interactions.note(interaction, { failure: user, username });
      // Without the name: people type their password there by mistake.
      if (user === 'credentials') await this.audit.record('sign_in.failed', { clientId });
      return redirect(response, this.links.page('sign-in', id));
    }

    const former = browserCookieOf(request);
    await this.audit.record('sign_in.succeeded', { actor: user.subject, subject: user.subject, clientId });
    const cookie = await this.sessions.start(user, request.begunAt, former);
    await this.interactions.signedIn(interaction, former, cookie);
    setBrowserCookie(response, cookie);
    redirect(response, resume);
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD, POST' });
  }
}
