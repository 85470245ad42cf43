import { All, Controller, Get, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Endpoints } from '../wire/endpoints.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { OAuthError } from '../errors/oauth-error.js';
import { InteractionGone } from '../pages/interaction-gone.js';
import { InteractionLinks } from '../interaction/interaction-links.js';
import { Limits } from '../limits/limits.js';
import { ResolvedOptions } from '../oauth.options.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import { Clock } from '../primitives/clock.js';
import { browserCookieOf, recogniseBrowser, type PageRequest } from '../sessions/browser.js';
import { FormTokens } from '../sessions/form-tokens.js';
import { queryOf, readForm, type FormRequest } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import { ResetLinks } from './reset-links.js';
import { ResetMails } from './reset-mails.js';
import { WayBack, type Waiting } from './way-back.js';

const FORM = 'forgot-password';

/** Longer than any name. Characters. */
const MAX_NAME = 255;

/**
 * Asks who has lost their password. The answer is the same for everybody: nothing about the account is looked at
 * before it has been sent.
 */
@Controller({ path: 'password/forgot', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class ForgotPasswordController {
  constructor(
    private readonly mails: ResetMails,
    private readonly links: ResetLinks,
    private readonly wayBack: WayBack,
    private readonly limits: Limits,
    private readonly tokens: FormTokens,
    private readonly interactionLinks: InteractionLinks,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  @Get()
  async show(@Req() request: PageRequest, @Res() response: WireResponse): Promise<void> {
    this.links.requireOffered();
    const waiting = await this.wayBack.find(queryOf(request.url).values['interaction'], request);
    await this.sendForm(request, response, waiting, '', null);
  }

  @Post()
  async ask(
    @Req() request: PageRequest & FormRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    this.links.requireOffered();
    const form = await readForm(request);
    const cookie = browserCookieOf(request);
    if (cookie === undefined || !this.tokens.fits(form['token'], FORM, cookie)) {
      throw new InteractionGone('other-browser');
    }
    const waiting = await this.wayBack.find(form['interaction'], request);
    const username = form['username'] ?? '';
    const source = sourceOf(request);
    try {
      await this.limits.reserve('passwordResetSource', source);
    } catch (error) {
      if (!(error instanceof OAuthError && error.status === 429)) throw error;
      const seconds = Number(error.headers['Retry-After']);
      return this.sendForm(request, response, waiting, username.slice(0, MAX_NAME), seconds);
    }
    const wish = await this.wayBack.languageFor(waiting, request);
    const language = this.pages.languageFor(request, wish);
    if (waiting) this.wayBack.remember(waiting, response);
    const query = waiting ? `?${new URLSearchParams({ interaction: waiting.id })}` : '';
    redirect(response, `${this.endpoints.path('password/forgot/sent')}${query}`);
    if (username.length <= MAX_NAME) this.mails.request({ username, source, language });
  }

  @All()
  otherMethod(): never {
    this.links.requireOffered();
    throw methodNotAllowed.with({ Allow: 'GET, HEAD, POST' });
  }

  @Get('sent')
  async sent(@Req() request: PageRequest, @Res() response: WireResponse): Promise<void> {
    this.links.requireOffered();
    const waiting = await this.wayBack.find(queryOf(request.url).values['interaction'], request);
    const page = {
      name: 'forgot-password-sent',
      interaction: waiting?.id ?? '',
      againHref: waiting ? this.links.href(waiting.id)! : this.endpoints.path('password/forgot'),
      backHref: this.backHref(waiting),
      validSeconds: this.options.lifetimes.passwordReset,
      client: null,
    } as const;
    this.pages.send(request, response, 200, page, await this.wayBack.languageFor(waiting, request));
  }

  @All('sent')
  otherThanGet(): never {
    this.links.requireOffered();
    throw methodNotAllowed.with({ Allow: 'GET, HEAD' });
  }

  /** @param waitSeconds until the next mail may be asked for from here, when there were too many; else null */
  private async sendForm(
    request: PageRequest,
    response: WireResponse,
    waiting: Waiting | null,
    username: string,
    waitSeconds: number | null,
  ): Promise<void> {
    const cookie = recogniseBrowser(request, response, this.clock.now());
    const page = {
      name: 'forgot-password',
      action: this.endpoints.path('password/forgot'),
      token: this.tokens.issue(FORM, cookie),
      interaction: waiting?.id ?? '',
      username,
      backHref: this.backHref(waiting),
      waitSeconds,
      client: null,
    } as const;
    const limited = waitSeconds !== null;
    const headers: Record<string, string> = limited ? { 'Retry-After': String(waitSeconds) } : {};
    const wish = await this.wayBack.languageFor(waiting, request);
    this.pages.send(request, response, limited ? 429 : 200, page, wish, headers);
  }

  private backHref(waiting: Waiting | null): string | null {
    return waiting && this.interactionLinks.page('sign-in', waiting.id);
  }
}
