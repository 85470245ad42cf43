import {
  All,
  Controller,
  Get,
  Optional,
  Post,
  Req,
  Res,
  UseFilters,
  UseGuards,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { provenAt } from '../accounts/account-store.js';
import { AuditLog } from '../audit/audit-log.js';
import { Endpoints } from '../wire/endpoints.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { queryOf } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import { BrowserAccounts } from '../sessions/browser-accounts.js';
import { browserCookieOf, type PageRequest } from '../sessions/browser.js';
import { ClientViews } from '../pages/client-views.js';
import { clientIdOf, type Interaction } from '../interaction/interaction.entity.js';
import { InteractionLanguages } from '../interaction/interaction-languages.js';
import { InteractionLinks } from '../interaction/interaction-links.js';
import { WaitingClients } from '../interaction/waiting-clients.js';
import { Interactions } from '../interaction/interactions.js';
import { ResolvedOptions } from '../oauth.options.js';
import type { SignInPage } from '../pages/definitions/sign-in.page.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import { Sessions, type SignedIn } from '../sessions/sessions.js';
import { PasskeyOffer } from './passkey-offer.js';
import { PasswordRecovery } from './password-recovery.js';
import { SignInCompletion } from './sign-in-completion.js';
import { SignInLimits } from './sign-in-limits.js';
import { SignInGuard, type SignInRequest } from './sign-in.guard.js';

/** The sign-in page. GET shows, POST acts and answers 303, so that reload and back repeat nothing. */
@Controller({ path: 'sign_in', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class SignInController {
  constructor(
    private readonly interactions: Interactions,
    private readonly sessions: Sessions,
    private readonly browserAccounts: BrowserAccounts,
    private readonly waitingClients: WaitingClients,
    private readonly limits: SignInLimits,
    private readonly audit: AuditLog,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
    private readonly links: InteractionLinks,
    private readonly languages: InteractionLanguages,
    private readonly completion: SignInCompletion,
    private readonly clientViews: ClientViews,
    private readonly options: ResolvedOptions,
    @Optional() private readonly recovery?: PasswordRecovery,
    @Optional() private readonly passkeys?: PasskeyOffer,
  ) {}

  @Get()
  async show(@Req() request: PageRequest & SourceRequest, @Res() response: WireResponse): Promise<void> {
    const id = queryOf(request.url).values['interaction'];
    const cookie = browserCookieOf(request);
    const interaction = await this.interactions.load(id, cookie);
    const client = await this.waitingClients.of(interaction);
    const signedIn = await this.sessions.find(cookie);
    // Somebody who is signed in and need not be asked again came here to use another account.
    const mayAgain = signedIn && isWanted(signedIn, interaction);
    const step =
      mayAgain && (await this.interactions.nextStep(client, interaction.request, signedIn, interaction));
    const again = step === 'sign-in' ? signedIn : null;
    const page: SignInPage = {
      name: 'sign-in',
      action: this.endpoints.path('sign_in'),
      interaction: id!,
      client: client && (await this.clientViews.of(client)),
      reauthenticate: again !== null,
      passkey: this.passkeyOffer(),
      failure: interaction.failure,
      waitSeconds: await this.waitOf(interaction, request),
      ...(await this.accountsOf(interaction, id!, signedIn, again)),
      ...this.keepOf(interaction, again),
      forgotHref: this.recovery?.href(id!) ?? null,
    };
    this.pages.send(request, response, 200, page, await this.languages.of(interaction, request));
  }

  @Post()
  @UseGuards(SignInGuard)
  async signIn(
    @Req() request: SignInRequest & PageRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    const { form, interaction, user } = request;
    const id = form['interaction']!;
    const resume = this.links.resume(interaction, id);

    if (user === 'cancelled') {
      await this.interactions.decide(interaction, null, 'deny', []);
      return redirect(response, resume);
    }

    const clientId = clientIdOf(interaction);
    const keep = form['keep'] === 'true';
    if (user === 'credentials' || user === 'busy' || user === 'limited') {
      const username = (form['username'] ?? '').slice(0, 255);
      await this.interactions.note(interaction, { failure: user, username, keep });
      // Without the name: people type their password there by mistake.
      if (user === 'credentials')
        await this.audit.record('sign_in.failed', { clientId, source: sourceOf(request) });
      return redirect(response, this.links.page('sign-in', id));
    }

    await this.completion.afterPassword(
      { interaction: { ...interaction, keep }, id, account: user, begunAt: provenAt(user, request.begunAt) },
      request,
      response,
    );
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD, POST' });
  }

  /** How long the next try has to wait; computed anew each time the page is looked at. */
  private async waitOf({ failure, username }: Interaction, request: SourceRequest): Promise<number | null> {
    if (failure !== 'limited') return null;
    return this.limits.wait({ username: username ?? '', source: sourceOf(request) });
  }

  /** The name to begin with, and the way to the other accounts of this browser. */
  private async accountsOf(
    interaction: Interaction,
    id: string,
    signedIn: SignedIn | null,
    again: SignedIn | null,
  ): Promise<Pick<SignInPage, 'username' | 'chooseHref'>> {
    const known = await this.browserAccounts.of(interaction.browser, signedIn);
    const { hintedSubject } = interaction.request;
    const wanted = known.find(({ account }) => account.subject === hintedSubject)?.account;
    const others = known.filter(({ account }) => account.subject !== again?.account.subject);
    return {
      username: again?.account.username ?? interaction.username ?? wanted?.username ?? '',
      // Where the client wants one account, there is nothing to choose.
      chooseHref: hintedSubject === null && others.length > 0 ? this.links.page('choose', id) : null,
    };
  }

  /** Where passkeys sign in, if they can. */
  private passkeyOffer(): SignInPage['passkey'] {
    if (!this.passkeys?.isPossible) return null;
    const optionsAction = this.endpoints.path('sign_in/passkey/options');
    return { action: this.endpoints.path('sign_in/passkey'), optionsAction };
  }

  private keepOf(
    { keep }: Interaction,
    again: SignedIn | null,
  ): Pick<SignInPage, 'keepSeconds' | 'keepChecked'> {
    const { keptSession } = this.options.lifetimes;
    return {
      keepSeconds: keptSession > 0 ? keptSession : null,
      keepChecked: keep || (again?.session.kept ?? false),
    };
  }
}

/** Is it this account that has to prove itself again, and no other one? */
function isWanted({ account: { subject } }: SignedIn, { request, chosen }: Interaction): boolean {
  return [request.hintedSubject, chosen].every((wanted) => wanted === null || wanted === subject);
}
