import { All, Controller, Get, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Endpoints } from '../wire/endpoints.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { AccountFrames } from '../my-account/account-frames.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Notices } from '../mail/notices.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import type { PageRequest } from '../sessions/browser.js';
import type { SignedIn } from '../sessions/sessions.js';
import { queryOf, readForm, type FormRequest } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';
import type { SourceRequest } from '../wire/source.js';
import { Enrolments } from './enrolments.js';
import { OwnFactorVisits } from './own-factor-visits.js';
import { qrCodeImage } from './qr-code.js';
import { SealedLinks } from './sealed-links.js';
import { SecondFactors } from './second-factors.js';
import { newTotpSecret, totpUri } from './totp.js';

/** A user adds an authenticator app to their account. */
@Controller({ path: 'account/second_factor/app', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class OwnAppController {
  constructor(
    private readonly own: OwnFactorVisits,
    private readonly frames: AccountFrames,
    private readonly factors: SecondFactors,
    private readonly enrolments: Enrolments,
    private readonly sealed: SealedLinks,
    private readonly notices: Notices,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
    private readonly options: ResolvedOptions,
  ) {}

  @Get()
  async show(@Req() request: PageRequest & SourceRequest, @Res() response: WireResponse): Promise<void> {
    const signedIn = await this.own.require('account/second_factor/app', request, response);
    if (!signedIn) return;
    const { app } = await this.factors.of(signedIn.account.subject);
    if (app) return redirect(response, this.endpoints.path('account/second_factor'));
    const { setup } = queryOf(request.url).values;
    const secret = this.sealed.open<string>('set-up', signedIn.session.id, setup);
    if (secret === null) return this.begin(signedIn, response);
    this.sendPage(signedIn, setup!, secret, request, response, null);
  }

  @Post()
  async confirm(
    @Req() request: PageRequest & FormRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    const form = await readForm(request);
    const signedIn = await this.own.require('account/second_factor/app', request, response);
    if (!signedIn) return;
    this.own.requireToken(form, request);
    const { session, account } = signedIn;
    const setup = form['setup'];
    const secret = this.sealed.open<string>('set-up', session.id, setup);
    if (secret === null) return this.begin(signedIn, response);
    const outcome = await this.enrolments.addApp(account.subject, secret, form['code'] ?? '');
    if (outcome === 'wrong') return this.sendPage(signedIn, setup!, secret, request, response, 'wrong');
    const list = this.endpoints.path('account/second_factor');
    if (outcome === 'exists') return redirect(response, list);
    await this.own.raise(signedIn, 'app');
    this.notices.secondFactorAdded(account, this.pages.languageFor(request));
    const codes = await this.enrolments.codesFor(account.subject);
    if (!codes) return redirect(response, list);
    const query = new URLSearchParams({ codes: this.sealed.seal('recovery-codes', session.id, codes) });
    redirect(response, `${this.endpoints.path('account/second_factor/recovery_codes')}?${query}`);
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD, POST' });
  }

  private begin({ session }: SignedIn, response: WireResponse): void {
    const setup = this.sealed.seal('set-up', session.id, newTotpSecret());
    const query = new URLSearchParams({ setup });
    redirect(response, `${this.endpoints.path('account/second_factor/app')}?${query}`);
  }

  private sendPage(
    signedIn: SignedIn,
    setup: string,
    secret: string,
    request: PageRequest,
    response: WireResponse,
    failure: 'wrong' | null,
  ): void {
    const { username } = signedIn.account;
    const uri = totpUri(secret, this.options.brand.name, username);
    this.pages.send(request, response, failure === null ? 200 : 400, {
      name: 'authenticator-app',
      action: this.endpoints.path('account/second_factor/app'),
      client: null,
      place: {
        kind: 'account',
        frame: this.frames.of(signedIn, 'second-factor'),
        token: this.own.token(request),
        backHref: this.endpoints.path('account/second_factor'),
      },
      setup,
      secret,
      uri,
      qrCode: qrCodeImage(uri),
      username,
      optionsAction: null,
      failure,
    });
  }
}
