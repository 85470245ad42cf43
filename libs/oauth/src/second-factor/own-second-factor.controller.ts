import { All, Controller, Get, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Endpoints } from '../wire/endpoints.js';
import { invalidRequest, methodNotAllowed } from '../errors/catalogue.js';
import { Limits } from '../limits/limits.js';
import { AccountFrames } from '../my-account/account-frames.js';
import { AccountVisits } from '../my-account/account-visits.js';
import { ResolvedOptions } from '../oauth.options.js';
import type { MySecondFactorPage, PasskeyView } from '../pages/definitions/my-second-factor.page.js';
import { Notices } from '../mail/notices.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import type { Parameters } from '../primitives/parameters.js';
import type { PageRequest } from '../sessions/browser.js';
import type { SignedIn } from '../sessions/sessions.js';
import { readForm, type FormRequest } from '../wire/form.js';
import { redirect, sendJson, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import { Enrolments, passkeyName } from './enrolments.js';
import { OwnFactorVisits } from './own-factor-visits.js';
import type { Passkey } from './passkey.entity.js';
import { passkeyPurpose } from './passkey-challenges.js';
import { Passkeys } from './passkeys.js';
import { RecoveryCodes } from './recovery-codes.js';
import { RelyingParty } from './relying-party.js';
import { SealedLinks } from './sealed-links.js';
import { SecondFactors } from './second-factors.js';

type FormPost = PageRequest & FormRequest & SourceRequest;

/** What a user has beside their password. Looking takes a session, changing a fresh sign-in. */
@Controller({ path: 'account/second_factor', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class OwnSecondFactorController {
  constructor(
    private readonly visits: AccountVisits,
    private readonly own: OwnFactorVisits,
    private readonly frames: AccountFrames,
    private readonly factors: SecondFactors,
    private readonly enrolments: Enrolments,
    private readonly passkeys: Passkeys,
    private readonly codes: RecoveryCodes,
    private readonly party: RelyingParty,
    private readonly sealed: SealedLinks,
    private readonly limits: Limits,
    private readonly notices: Notices,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
    private readonly options: ResolvedOptions,
  ) {}

  @Get()
  async show(@Req() request: PageRequest & SourceRequest, @Res() response: WireResponse): Promise<void> {
    const signedIn = await this.visits.require('account/second_factor', request, response);
    if (signedIn) await this.sendPage(signedIn, request, response, null);
  }

  @Post()
  async change(@Req() request: FormPost, @Res() response: WireResponse): Promise<void> {
    const form = await readForm(request);
    const signedIn = await this.own.require('account/second_factor', request, response);
    if (!signedIn) return;
    this.own.requireToken(form, request);
    switch (form['action']) {
      case 'new_codes':
        return this.showCodes(signedIn, await this.codes.make(signedIn.account.subject), response);
      case 'add_passkey':
        return this.addPasskey(signedIn, form, request, response);
      case 'rename':
        return this.rename(signedIn, form, response);
      default:
        throw invalidRequest.describe('The action is missing.');
    }
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD, POST' });
  }

  /** For the script: how to make a passkey. */
  @Post('passkey/options')
  async passkeyOptions(@Req() request: FormPost, @Res() response: WireResponse): Promise<void> {
    const form = await readForm(request);
    const signedIn = await this.own.require('account/second_factor', request, response);
    if (!signedIn) return;
    this.own.requireToken(form, request);
    await this.limits.reserve('authorization', sourceOf(request));
    sendJson(response, 200, await this.passkeys.creationOptions(signedIn.account, purposeOf(signedIn)));
  }

  @All('passkey/options')
  otherMethodOfPasskeyOptions(): never {
    throw methodNotAllowed.with({ Allow: 'POST' });
  }

  private async addPasskey(
    signedIn: SignedIn,
    form: Parameters,
    request: FormPost,
    response: WireResponse,
  ): Promise<void> {
    const { subject } = signedIn.account;
    const answer = form['credential'] ?? '';
    const outcome = await this.enrolments.addPasskey(
      subject,
      purposeOf(signedIn),
      answer,
      form['name'] ?? '',
    );
    if (outcome === 'refused' || outcome === 'many') {
      return this.sendPage(signedIn, request, response, outcome);
    }
    await this.own.raise(signedIn, outcome);
    this.notices.secondFactorAdded(signedIn.account, this.pages.languageFor(request));
    const codes = await this.enrolments.codesFor(subject);
    if (codes) return this.showCodes(signedIn, codes, response);
    redirect(response, this.endpoints.path('account/second_factor'));
  }

  private async rename(
    { account }: SignedIn,
    { passkey, name }: Parameters,
    response: WireResponse,
  ): Promise<void> {
    const id = Buffer.from(passkey ?? '', 'hex');
    if (name !== undefined) await this.passkeys.rename(account.subject, id, passkeyName(name));
    redirect(response, this.endpoints.path('account/second_factor'));
  }

  private showCodes({ session }: SignedIn, codes: readonly string[], response: WireResponse): void {
    const query = new URLSearchParams({ codes: this.sealed.seal('recovery-codes', session.id, codes) });
    redirect(response, `${this.endpoints.path('account/second_factor/recovery_codes')}?${query}`);
  }

  private async sendPage(
    signedIn: SignedIn,
    request: PageRequest,
    response: WireResponse,
    failure: MySecondFactorPage['failure'],
  ): Promise<void> {
    const { app, passkeys, recoveryCodesLeft } = await this.factors.of(signedIn.account.subject);
    this.pages.send(request, response, failure === null ? 200 : 400, {
      name: 'my-second-factor',
      client: null,
      frame: this.frames.of(signedIn, 'second-factor'),
      action: this.endpoints.path('account/second_factor'),
      token: this.own.token(request),
      app: app && {
        addedAt: new Date(app.createdAt).toISOString(),
        usedAt: new Date(app.lastUsedAt).toISOString(),
        removeHref: this.removalOf('app'),
      },
      addAppHref: this.endpoints.path('account/second_factor/app'),
      passkeys: passkeys.map((passkey) => this.toPasskeyView(passkey)),
      optionsAction: this.party.isPossible
        ? this.endpoints.path('account/second_factor/passkey/options')
        : null,
      recoveryCodesLeft,
      required: this.options.secondFactor.policy === 'required',
      failure,
    });
  }

  private toPasskeyView({ id, name, backedUp, createdAt, lastUsedAt }: Passkey): PasskeyView {
    return {
      id: id.toString('hex'),
      name,
      synced: backedUp,
      addedAt: new Date(createdAt).toISOString(),
      usedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
      removeHref: this.removalOf(id.toString('hex')),
    };
  }

  private removalOf(factor: string): string {
    return `${this.endpoints.path('account/second_factor/remove')}?${new URLSearchParams({ factor })}`;
  }
}

function purposeOf({ session, account }: SignedIn): string {
  return passkeyPurpose('add', session.id.toString('hex'), account.subject);
}
