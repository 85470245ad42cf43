import { All, Controller, Get, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { MAX_PASSWORD_BYTES } from '../accounts/passwords.js';
import { Endpoints } from '../wire/endpoints.js';
import { invalidRequest, methodNotAllowed } from '../errors/catalogue.js';
import { ResolvedOptions } from '../oauth.options.js';
import type {
  AccountPasswordPage,
  PasswordFailure,
  PasswordNote,
} from '../pages/definitions/account-password.page.js';
import { Notices } from '../mail/notices.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import {
  browserCookieOf,
  clearBrowserCookie,
  refuseHead,
  setBrowserCookie,
  type PageRequest,
} from '../sessions/browser.js';
import type { SignedIn } from '../sessions/sessions.js';
import { queryOf, type FormRequest } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import { AccountForms } from './account-forms.js';
import { AccountFrames } from './account-frames.js';
import { AccountNotes } from './account-notes.js';
import { AccountVisits } from './account-visits.js';
import { PasswordChange } from './password-change.js';

const PAGE = 'account/password';

const STATUS_OF_FAILURE: Partial<Record<PasswordFailure, number>> = { limited: 429, busy: 503 };

/** The page on which users change their password. */
@Controller({ path: PAGE, version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class AccountPasswordController {
  constructor(
    private readonly passwords: PasswordChange,
    private readonly visits: AccountVisits,
    private readonly frames: AccountFrames,
    private readonly forms: AccountForms,
    private readonly notes: AccountNotes,
    private readonly mails: Notices,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
    private readonly options: ResolvedOptions,
  ) {}

  @Get()
  async show(@Req() request: PageRequest & SourceRequest, @Res() response: WireResponse): Promise<void> {
    this.refuseWhereMissing();
    refuseHead(request, 'GET, POST');
    const signedIn = await this.visits.require(PAGE, request, response);
    if (signedIn) this.send(signedIn, null, request, response);
  }

  @Post()
  async change(
    @Req() request: PageRequest & FormRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    this.refuseWhereMissing();
    const form = await this.forms.read(PAGE, PAGE, request);
    const signedIn = await this.visits.require(PAGE, request, response);
    if (!signedIn) return;
    const current = form['current_password'] ?? '';
    const outcome = await this.passwords.change(signedIn, {
      // What is longer is nobody's password.
      current: Buffer.byteLength(current) > MAX_PASSWORD_BYTES ? '' : current,
      wanted: form['new_password'] ?? '',
      cookie: browserCookieOf(request)!,
      place: { userAgent: request.headers['user-agent'] ?? null, source: sourceOf(request) },
    });
    if (outcome.failure !== null)
      return this.send(signedIn, outcome.failure, request, response, outcome.headers);
    if (outcome.cookie === null) clearBrowserCookie(response);
    else setBrowserCookie(response, outcome.cookie);
    this.mails.passwordChanged(signedIn.account, this.pages.languageFor(request));
    const note: PasswordNote = { kind: 'changed' };
    const done = this.notes.write(PAGE, signedIn.account.subject, note);
    redirect(response, `${this.endpoints.path(PAGE)}?${new URLSearchParams({ done })}`);
  }

  @All()
  otherMethod(): never {
    this.refuseWhereMissing();
    throw methodNotAllowed.with({ Allow: 'GET, POST' });
  }

  private refuseWhereMissing(): void {
    if (!this.passwords.isOffered) {
      throw invalidRequest.as(404).describe('Passwords are not changed here.');
    }
  }

  private send(
    signedIn: SignedIn,
    failure: PasswordFailure | null,
    request: PageRequest,
    response: WireResponse,
    headers: Readonly<Record<string, string>> = {},
  ): void {
    const { subject, username } = signedIn.account;
    const done = failure === null ? queryOf(request.url).values['done'] : undefined;
    const note = this.notes.read<PasswordNote>(PAGE, subject, done);
    const status = failure === null ? 200 : (STATUS_OF_FAILURE[failure] ?? 400);
    const page: AccountPasswordPage = {
      name: 'account-password',
      client: null,
      frame: this.frames.of(signedIn, 'password'),
      action: this.endpoints.path(PAGE),
      token: this.forms.token(PAGE, request),
      username,
      minLength: this.options.passwords.minLength,
      failure,
      note,
      done: note === null ? '' : done!,
    };
    this.pages.send(request, response, status, page, null, headers);
  }
}
