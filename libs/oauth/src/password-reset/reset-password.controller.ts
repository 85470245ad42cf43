import { All, Controller, Get, Logger, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { AccountStore, type Account } from '../accounts/account-store.js';
import { passwordProblem, type PasswordProblem } from '../accounts/password-policy.js';
import { AuditLog } from '../audit/audit-log.js';
import { Endpoints } from '../wire/endpoints.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { InteractionGone } from '../pages/interaction-gone.js';
import { InteractionLinks } from '../interaction/interaction-links.js';
import { Notices } from '../mail/notices.js';
import { OAuthExtras } from '../oauth.extras.js';
import { isSwitchedOn } from '../oauth.feature-switches.js';
import { ResolvedOptions } from '../oauth.options.js';
import type { ResetPasswordGonePage } from '../pages/definitions/reset-password-gone.page.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import { Clock } from '../primitives/clock.js';
import { browserCookieOf, recogniseBrowser, type PageRequest } from '../sessions/browser.js';
import { FormTokens } from '../sessions/form-tokens.js';
import { PasswordEndings } from '../sessions/password-endings.js';
import { SignInLimits } from '../sign-in/sign-in-limits.js';
import { queryOf, readForm, type FormRequest } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import { PasswordResets, type PendingReset } from './password-resets.js';
import { ResetLinks } from './reset-links.js';
import { WayBack } from './way-back.js';

const FORM = 'reset-password';
const DONE = 'reset-password-done';

/**
 * Takes a new password from whoever has the link of a mail. It signs nobody in: what else their sign-in asks for
 * stays as it is.
 */
@Controller({ path: 'password/reset', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class ResetPasswordController {
  private readonly logger = new Logger('Portcullis');

  constructor(
    private readonly resets: PasswordResets,
    private readonly links: ResetLinks,
    private readonly wayBack: WayBack,
    private readonly accounts: AccountStore,
    private readonly endings: PasswordEndings,
    private readonly notices: Notices,
    private readonly signInLimits: SignInLimits,
    private readonly tokens: FormTokens,
    private readonly interactionLinks: InteractionLinks,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
    private readonly extras: OAuthExtras,
  ) {}

  @Get()
  async show(@Req() request: PageRequest, @Res() response: WireResponse): Promise<void> {
    this.links.requireTaken();
    const token = queryOf(request.url).values['token'];
    const pending = await this.resets.find(token);
    if (!pending) return this.sendGone(request, response, 'void');
    await this.sendForm(request, response, token!, pending, null);
  }

  @Post()
  async reset(
    @Req() request: PageRequest & FormRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    this.links.requireTaken();
    const form = await readForm(request);
    const cookie = browserCookieOf(request);
    if (cookie === undefined || !this.tokens.fits(form['token'], FORM, cookie)) {
      throw new InteractionGone('other-browser');
    }
    const pending = await this.resets.find(form['reset']);
    if (!pending) return this.sendGone(request, response, 'void');
    const password = form['password'] ?? '';
    const { account } = pending;
    const { minLength } = this.options.passwords;
    const problem = passwordProblem(password, { username: account.username, minLength });
    if (problem) return this.sendForm(request, response, form['reset']!, pending, problem);
    if (!(await this.resets.claim(pending))) return this.sendGone(request, response, 'void');
    if (!(await this.store(account, password, sourceOf(request))))
      return this.sendGone(request, response, 'failed');
    // Only comfort: without it the user waits a little longer.
    await this.signInLimits.forgive(account.username).catch(() => undefined);
    const result = this.tokens.issue(DONE, cookie);
    redirect(response, `${this.endpoints.path('password/reset/done')}?${new URLSearchParams({ result })}`);
    this.notices.passwordChanged(account, this.pages.languageFor(request));
  }

  @All()
  otherMethod(): never {
    this.links.requireTaken();
    throw methodNotAllowed.with({ Allow: 'GET, HEAD, POST' });
  }

  /** Nobody is told that a password was changed but the browser in which it was. */
  @Get('done')
  async done(@Req() request: PageRequest, @Res() response: WireResponse): Promise<void> {
    this.links.requireTaken();
    const cookie = browserCookieOf(request);
    const result = queryOf(request.url).values['result'];
    if (cookie === undefined || !this.tokens.fits(result, DONE, cookie)) {
      return redirect(response, this.links.again() ?? this.endpoints.path('password/reset'));
    }
    const waiting = await this.wayBack.recall(request);
    const account = isSwitchedOn('accountPages', this.extras) ? this.endpoints.path('account') : null;
    const page = {
      name: 'reset-password-done',
      result: result!,
      signInHref: waiting ? this.interactionLinks.page('sign-in', waiting.id) : account,
      client: null,
    } as const;
    this.pages.send(request, response, 200, page, await this.wayBack.languageFor(waiting, request));
  }

  @All('done')
  otherThanGet(): never {
    this.links.requireTaken();
    throw methodNotAllowed.with({ Allow: 'GET, HEAD' });
  }

  /**
   * @returns false when the password may not have been stored, or what rested on the old one not ended; the link is
   *   used up all the same
   */
  private async store(account: Account, password: string, source: string): Promise<boolean> {
    const { subject } = account;
    try {
      await this.accounts.setPassword!(subject, password);
      await this.endings.end(account, source, null);
      return true;
    } catch (error) {
      this.logger.error(`A password could not be stored: ${(error as Error).message}`);
      await this.audit.record('password_reset.failed', { subject }).catch(() => undefined);
      return false;
    }
  }

  private async sendForm(
    request: PageRequest,
    response: WireResponse,
    reset: string,
    { account }: PendingReset,
    failure: PasswordProblem | null,
  ): Promise<void> {
    const cookie = recogniseBrowser(request, response, this.clock.now());
    const page = {
      name: 'reset-password',
      action: this.endpoints.path('password/reset'),
      token: this.tokens.issue(FORM, cookie),
      reset,
      username: account.username,
      minLength: this.options.passwords.minLength,
      failure,
      client: null,
    } as const;
    const waiting = await this.wayBack.recall(request);
    const status = failure === null ? 200 : 400;
    this.pages.send(request, response, status, page, await this.wayBack.languageFor(waiting, request));
  }

  /** One answer for every link that leads nowhere. */
  private sendGone(request: PageRequest, response: WireResponse, kind: ResetPasswordGonePage['kind']): void {
    const page = {
      name: 'reset-password-gone',
      kind,
      againHref: this.links.again(),
      client: null,
    } as const;
    this.pages.send(request, response, kind === 'void' ? 400 : 503, page);
  }
}
