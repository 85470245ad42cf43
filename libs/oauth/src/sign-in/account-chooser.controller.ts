import { All, Controller, Get, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Endpoints } from '../wire/endpoints.js';
import { invalidRequest, methodNotAllowed } from '../errors/catalogue.js';
import { InteractionLanguages } from '../interaction/interaction-languages.js';
import { InteractionLinks } from '../interaction/interaction-links.js';
import { clientIdOf, type Interaction } from '../interaction/interaction.entity.js';
import { WaitingClients } from '../interaction/waiting-clients.js';
import { Interactions } from '../interaction/interactions.js';
import { toAccountView } from '../pages/account-view.js';
import { ClientViews } from '../pages/client-views.js';
import type { ChoiceView } from '../pages/definitions/account-chooser.page.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import { BrowserAccounts, type KnownAccount } from '../sessions/browser-accounts.js';
import { browserCookieOf, setBrowserCookie, type PageRequest } from '../sessions/browser.js';
import { Sessions, type SignedIn } from '../sessions/sessions.js';
import { queryOf, readForm, type FormRequest } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';

/** A pending request, its browser, and the accounts to choose from. */
interface Choice {
  readonly interaction: Interaction;
  /** As the browser carries it. */
  readonly id: string;
  readonly cookie: string;
  readonly signedIn: SignedIn | null;
  /** Those that the client accepts. */
  readonly known: readonly KnownAccount[];
}

/** The account chooser: which of the accounts that this browser knows is it to be? */
@Controller({ path: 'sign_in/choose', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class AccountChooserController {
  constructor(
    private readonly interactions: Interactions,
    private readonly sessions: Sessions,
    private readonly browserAccounts: BrowserAccounts,
    private readonly waitingClients: WaitingClients,
    private readonly clientViews: ClientViews,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
    private readonly links: InteractionLinks,
    private readonly languages: InteractionLanguages,
  ) {}

  @Get()
  async show(@Req() request: PageRequest, @Res() response: WireResponse): Promise<void> {
    const choice = await this.choiceIn(queryOf(request.url).values['interaction'], request);
    const { interaction, id, signedIn, known } = choice;
    const client = await this.waitingClients.of(interaction);
    if (known.length === 0) return redirect(response, this.links.page('sign-in', id));
    const views = known.map((each) => toChoiceView(each, signedIn));
    const page = {
      name: 'account-chooser',
      action: this.endpoints.path('sign_in/choose'),
      interaction: id,
      client: client && (await this.clientViews.of(client)),
      accounts: views.toSorted((a, b) => Number(b.state === 'current') - Number(a.state === 'current')),
      anotherAllowed: interaction.request.hintedSubject === null,
    } as const;
    this.pages.send(request, response, 200, page, await this.languages.of(interaction, request));
  }

  @Post()
  async choose(@Req() request: PageRequest & FormRequest, @Res() response: WireResponse): Promise<void> {
    const form = await readForm(request);
    const choice = await this.choiceIn(form['interaction'], request);
    const { action, account, remove } = form;
    if (action === 'cancel') return this.cancel(choice, response);
    if (action === 'another') return this.useAnother(choice, response);
    if (remove !== undefined) return this.remove(remove, choice, response);
    if (account !== undefined) return this.use(account, choice, response);
    throw invalidRequest.describe('The choice is missing.');
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD, POST' });
  }

  private async cancel({ interaction, id }: Choice, response: WireResponse): Promise<void> {
    await this.interactions.decide(interaction, null, 'deny', []);
    redirect(response, this.links.resume(interaction, id));
  }

  private async useAnother({ interaction, id }: Choice, response: WireResponse): Promise<void> {
    await this.interactions.note(interaction, { chosen: '', username: null, failure: null });
    redirect(response, this.links.page('sign-in', id));
  }

  private async use(subject: string, choice: Choice, response: WireResponse): Promise<void> {
    const { interaction, id, cookie, signedIn, known } = choice;
    const chosen = known.find(({ account }) => account.subject === subject)?.account;
    // Of another browser, or taken off the list in another tab: nothing happens, and the list says what there is.
    if (!chosen) return redirect(response, this.links.page('choose', id));
    if (signedIn?.account.subject === subject) {
      await this.interactions.note(interaction, { chosen: subject });
      return redirect(response, this.links.resume(interaction, id));
    }
    const following = await this.interactions.following(cookie, interaction, { chosen: subject });
    const next = await this.sessions.choose(subject, cookie, clientIdOf(interaction), following);
    if (next !== null) {
      setBrowserCookie(response, next);
      return redirect(response, this.links.resume(interaction, id));
    }
    await this.interactions.note(interaction, { chosen: subject, username: chosen.username, failure: null });
    redirect(response, this.links.page('sign-in', id));
  }

  private async remove(subject: string, choice: Choice, response: WireResponse): Promise<void> {
    const { interaction, id, cookie, known } = choice;
    if (known.some(({ account }) => account.subject === subject)) {
      const following = await this.interactions.following(cookie, null);
      const next = await this.sessions.remove(subject, cookie, clientIdOf(interaction), following);
      if (next !== null) setBrowserCookie(response, next);
    }
    redirect(response, this.links.page('choose', id));
  }

  /** @throws InteractionGone unless this browser has that request pending */
  private async choiceIn(id: string | undefined, request: PageRequest): Promise<Choice> {
    const cookie = browserCookieOf(request);
    const interaction = await this.interactions.load(id, cookie);
    const signedIn = await this.sessions.find(cookie);
    const known = await this.browserAccounts.of(interaction.browser, signedIn);
    const { hintedSubject } = interaction.request;
    const accepted = known.filter(
      ({ account }) => hintedSubject === null || account.subject === hintedSubject,
    );
    return { interaction, id: id!, cookie: cookie!, signedIn, known: accepted };
  }
}

function toChoiceView({ account, session }: KnownAccount, signedIn: SignedIn | null): ChoiceView {
  const isCurrent = signedIn?.account.subject === account.subject;
  const state = isCurrent ? 'current' : session === null ? 'signed-out' : 'signed-in';
  return { ...toAccountView(account), value: account.subject, state };
}
