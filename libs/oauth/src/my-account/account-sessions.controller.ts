import { All, Controller, Get, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Endpoints } from '../wire/endpoints.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import type {
  AccountSessionsPage,
  SessionsNote,
  SessionView,
} from '../pages/definitions/account-sessions.page.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import { idFromText, idToText } from '../primitives/id.js';
import { refuseHead, type PageRequest } from '../sessions/browser.js';
import type { Session } from '../sessions/session.entity.js';
import { Sessions, type SignedIn } from '../sessions/sessions.js';
import { queryOf, type FormRequest } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';
import type { SourceRequest } from '../wire/source.js';
import { AccountForms } from './account-forms.js';
import { AccountFrames } from './account-frames.js';
import { AccountNotes } from './account-notes.js';
import { AccountVisits } from './account-visits.js';
import { browserName } from './browser-names.js';

const PAGE = 'account/sessions';
const OTHERS = 'account/sessions/others';

/** More are not listed: whoever signs some out finds the rest. */
const MAX_LISTED = 100;

type ListedSession = Pick<Session, 'id' | 'userAgent' | 'source' | 'authenticatedAt'>;

/** The browsers in which a user is signed in, and the way to sign them out. */
@Controller({ path: PAGE, version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class AccountSessionsController {
  constructor(
    private readonly sessions: Sessions,
    private readonly visits: AccountVisits,
    private readonly frames: AccountFrames,
    private readonly forms: AccountForms,
    private readonly notes: AccountNotes,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
  ) {}

  @Get()
  async show(@Req() request: PageRequest & SourceRequest, @Res() response: WireResponse): Promise<void> {
    refuseHead(request, 'GET, POST');
    const signedIn = await this.visits.require(PAGE, request, response);
    if (!signedIn) return;
    const others = await this.othersOf(signedIn);
    const done = queryOf(request.url).values['done'];
    const note = this.notes.read<SessionsNote>(PAGE, signedIn.account.subject, done);
    const page: AccountSessionsPage = {
      name: 'account-sessions',
      client: null,
      frame: this.frames.of(signedIn, 'sessions'),
      action: this.endpoints.path(PAGE),
      token: this.forms.token(PAGE, request),
      othersAction: this.endpoints.path(OTHERS),
      here: toView(signedIn.session),
      others: others.slice(0, MAX_LISTED).map(toView),
      hasMore: others.length > MAX_LISTED,
      note,
      done: note === null ? '' : done!,
    };
    this.pages.send(request, response, 200, page);
  }

  /** Signs one of them out. */
  @Post()
  async end(
    @Req() request: PageRequest & FormRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    const form = await this.forms.read(PAGE, PAGE, request);
    const signedIn = await this.visits.require(PAGE, request, response);
    if (!signedIn) return;
    const { subject } = signedIn.account;
    const id = idFromText(form['session'] ?? '');
    const session = id && (await this.othersOf(signedIn)).find((other) => other.id.equals(id));
    const isEnded = session !== undefined && (await this.sessions.endOne(subject, session.id));
    this.back(
      signedIn,
      isEnded ? { kind: 'ended', place: browserName(session.userAgent) } : { kind: 'gone' },
      response,
    );
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, POST' });
  }

  @Get('others')
  async ask(@Req() request: PageRequest & SourceRequest, @Res() response: WireResponse): Promise<void> {
    refuseHead(request, 'GET, POST');
    const signedIn = await this.visits.require(PAGE, request, response);
    if (!signedIn) return;
    const others = await this.othersOf(signedIn);
    if (others.length === 0) return redirect(response, this.endpoints.path(PAGE));
    this.pages.send(request, response, 200, {
      name: 'account-end-sessions',
      client: null,
      frame: this.frames.of(signedIn, 'sessions'),
      action: this.endpoints.path(OTHERS),
      token: this.forms.token(OTHERS, request),
      count: others.length,
      keepHref: this.endpoints.path(PAGE),
    });
  }

  @Post('others')
  async endOthers(
    @Req() request: PageRequest & FormRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    await this.forms.read(OTHERS, PAGE, request);
    const signedIn = await this.visits.require(PAGE, request, response);
    if (!signedIn) return;
    const count = await this.sessions.endOthers(signedIn.account.subject, signedIn.session.id);
    this.back(signedIn, count > 0 ? { kind: 'others', count } : { kind: 'gone' }, response);
  }

  @All('others')
  otherMethodOfOthers(): never {
    throw methodNotAllowed.with({ Allow: 'GET, POST' });
  }

  private async othersOf({ account, session }: SignedIn): Promise<ListedSession[]> {
    return (await this.sessions.list(account.subject)).filter(({ id }) => !id.equals(session.id));
  }

  private back({ account }: SignedIn, note: SessionsNote, response: WireResponse): void {
    const query = new URLSearchParams({ done: this.notes.write(PAGE, account.subject, note) });
    redirect(response, `${this.endpoints.path(PAGE)}?${query}`);
  }
}

function toView({ id, userAgent, source, authenticatedAt }: ListedSession): SessionView {
  return {
    id: idToText(id),
    place: browserName(userAgent),
    source: source === null || source === '' ? null : networkOf(source),
    signedInAt: new Date(authenticatedAt).toISOString(),
  };
}

/** Of an IPv6 address only the network is recorded. */
function networkOf(source: string): string {
  return source.includes(':') ? `${source}::/64` : source;
}
