import { All, Controller, Get, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Endpoints } from '../wire/endpoints.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { AccountFrames } from '../my-account/account-frames.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Notices } from '../mail/notices.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import type { PageRequest } from '../sessions/browser.js';
import { queryOf, readForm, type FormRequest } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';
import type { SourceRequest } from '../wire/source.js';
import { OwnFactorVisits } from './own-factor-visits.js';
import { SecondFactors } from './second-factors.js';

/** A user removes an authenticator app or a passkey, after they have read what that means. */
@Controller({ path: 'account/second_factor/remove', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class OwnFactorRemovalController {
  constructor(
    private readonly own: OwnFactorVisits,
    private readonly frames: AccountFrames,
    private readonly factors: SecondFactors,
    private readonly notices: Notices,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
    private readonly options: ResolvedOptions,
  ) {}

  @Get()
  async ask(@Req() request: PageRequest & SourceRequest, @Res() response: WireResponse): Promise<void> {
    const signedIn = await this.own.require('account/second_factor', request, response);
    if (!signedIn) return;
    const { factor } = queryOf(request.url).values;
    const { app, passkeys } = await this.factors.of(signedIn.account.subject);
    const passkey = passkeys.find(({ id }) => id.toString('hex') === factor);
    const list = this.endpoints.path('account/second_factor');
    if (!passkey && !(factor === 'app' && app)) return redirect(response, list);
    this.pages.send(request, response, 200, {
      name: 'second-factor-removal',
      client: null,
      frame: this.frames.of(signedIn, 'second-factor'),
      action: this.endpoints.path('account/second_factor/remove'),
      token: this.own.token(request),
      factor: factor!,
      passkeyName: passkey?.name ?? null,
      last: passkeys.length + (app ? 1 : 0) === 1,
      required: this.options.secondFactor.policy === 'required',
      backHref: list,
    });
  }

  @Post()
  async remove(
    @Req() request: PageRequest & FormRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    const form = await readForm(request);
    const signedIn = await this.own.require('account/second_factor', request, response);
    if (!signedIn) return;
    this.own.requireToken(form, request);
    const { account } = signedIn;
    const { subject } = account;
    const factor = form['factor'] ?? '';
    const isRemoved =
      factor === 'app'
        ? await this.factors.removeApp(subject)
        : await this.factors.removePasskey(subject, Buffer.from(factor, 'hex'));
    if (isRemoved) this.notices.secondFactorRemoved(account, this.pages.languageFor(request));
    redirect(response, this.endpoints.path('account/second_factor'));
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD, POST' });
  }
}
