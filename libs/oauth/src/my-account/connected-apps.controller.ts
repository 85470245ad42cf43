import { All, Controller, Get, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Endpoints } from '../wire/endpoints.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { toScopeViews } from '../interaction/consent-view.js';
import { ResolvedOptions, type ScopeDefinition } from '../oauth.options.js';
import type { AccountAppsPage, AppsNote, ConnectedAppView } from '../pages/definitions/account-apps.page.js';
import type { Language } from '../pages/page-context.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import { viewOfUnknown } from '../pages/client-view.js';
import { ClientViews } from '../pages/client-views.js';
import { Theme } from '../pages/theme/theme.js';
import type { ClientView } from '../pages/views.js';
import { ScopeCatalogue } from '../scopes/scope-catalogue.js';
import { refuseHead, type PageRequest } from '../sessions/browser.js';
import { queryOf, type FormRequest } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';
import type { SourceRequest } from '../wire/source.js';
import { AccountForms } from './account-forms.js';
import { AccountFrames } from './account-frames.js';
import { AccountNotes } from './account-notes.js';
import { AccountVisits } from './account-visits.js';
import { ConnectedApps, type ConnectedApp } from './connected-apps.js';

const PAGE = 'account/apps';
const FORM = 'account/apps/remove';

/** The apps to which a user gave access, and the way to take it back. */
@Controller({ path: PAGE, version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class ConnectedAppsController {
  constructor(
    private readonly apps: ConnectedApps,
    private readonly visits: AccountVisits,
    private readonly frames: AccountFrames,
    private readonly forms: AccountForms,
    private readonly notes: AccountNotes,
    private readonly clientViews: ClientViews,
    private readonly theme: Theme,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
    private readonly catalogue: ScopeCatalogue,
    private readonly options: ResolvedOptions,
  ) {}

  @Get()
  async show(@Req() request: PageRequest & SourceRequest, @Res() response: WireResponse): Promise<void> {
    refuseHead(request, 'GET');
    const signedIn = await this.visits.require(PAGE, request, response);
    if (!signedIn) return;
    const { apps, hasMore } = await this.apps.list(signedIn.account);
    const language = this.pages.languageFor(request);
    const definitions = await this.catalogue.definitions();
    const done = queryOf(request.url).values['done'];
    const note = this.notes.read<AppsNote>(PAGE, signedIn.account.subject, done);
    const page: AccountAppsPage = {
      name: 'account-apps',
      client: null,
      frame: this.frames.of(signedIn, 'apps'),
      removeAction: this.endpoints.path(FORM),
      apps: await Promise.all(apps.map((app) => this.viewOf(app, definitions, language))),
      hasMore,
      note,
      done: note === null ? '' : done!,
    };
    this.pages.send(request, response, 200, page);
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET' });
  }

  @Get('remove')
  async ask(@Req() request: PageRequest & SourceRequest, @Res() response: WireResponse): Promise<void> {
    refuseHead(request, 'GET, POST');
    const signedIn = await this.visits.require(PAGE, request, response);
    if (!signedIn) return;
    const app = await this.apps.find(signedIn.account, queryOf(request.url).values['client_id'] ?? '');
    // Removed meanwhile, or a link from somewhere else: the list says what there is.
    if (!app) return redirect(response, this.endpoints.path(PAGE));
    this.pages.send(request, response, 200, {
      name: 'account-remove-app',
      frame: this.frames.of(signedIn, 'apps'),
      action: this.endpoints.path(FORM),
      token: this.forms.token(FORM, request),
      clientId: app.clientId,
      client: await this.clientView(app),
      asksAgain: !app.client?.firstParty,
      worksFor: this.worksFor(app),
      keepHref: this.endpoints.path(PAGE),
    });
  }

  @Post('remove')
  async remove(
    @Req() request: PageRequest & FormRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    const form = await this.forms.read(FORM, PAGE, request);
    const signedIn = await this.visits.require(PAGE, request, response);
    if (!signedIn) return;
    const { account } = signedIn;
    const clientId = form['client_id'] ?? '';
    const app = await this.apps.find(account, clientId);
    const isRemoved = await this.apps.remove(account.subject, clientId);
    // Of what was on nobody's list the name is not repeated: it may be anything.
    const note: AppsNote | null = app && {
      kind: isRemoved ? 'removed' : 'gone',
      client: (await this.clientView(app)).name,
    };
    const query = note
      ? `?${new URLSearchParams({ done: this.notes.write(PAGE, account.subject, note) })}`
      : '';
    redirect(response, `${this.endpoints.path(PAGE)}${query}`);
  }

  @All('remove')
  otherMethodOfRemove(): never {
    throw methodNotAllowed.with({ Allow: 'GET, POST' });
  }

  private async viewOf(
    app: ConnectedApp,
    definitions: Readonly<Record<string, ScopeDefinition>>,
    language: Language,
  ): Promise<ConnectedAppView> {
    const { clientId, client, scopes, access, since, lastUsedAt } = app;
    return {
      clientId,
      client: await this.clientView(app),
      state: client === null ? 'gone' : client.disabledAt === null ? 'known' : 'disabled',
      access,
      scopes: toScopeViews(scopes, [], definitions, language, this.theme.wording).map(
        ({ name, title, description, sensitive }) => ({ name, title, description, sensitive }),
      ),
      since: new Date(since).toISOString(),
      lastUsed: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
    };
  }

  /** A client that is gone has no picture either. */
  private async clientView({ clientId, client }: ConnectedApp): Promise<ClientView> {
    return client ? this.clientViews.of(client) : viewOfUnknown(clientId);
  }

  /** An API that reads the token itself, and asks nobody, takes it until it expires. Seconds. */
  private worksFor({ client, access }: ConnectedApp): number | null {
    if (access === 'remembered' || client?.accessTokenFormat !== 'jwt') return null;
    return client.accessTokenSeconds ?? this.options.lifetimes.accessToken;
  }
}
