import { All, Controller, Get, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import type { FactorMethod } from '../accounts/account-store.js';
import { Endpoints } from '../wire/endpoints.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { InteractionLinks } from '../interaction/interaction-links.js';
import { Limits } from '../limits/limits.js';
import { ResolvedOptions } from '../oauth.options.js';
import { InteractionLanguages } from '../interaction/interaction-languages.js';
import { ClientViews } from '../pages/client-views.js';
import { Notices } from '../mail/notices.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import type { PageRequest } from '../sessions/browser.js';
import { queryOf, readForm, type FormRequest } from '../wire/form.js';
import { redirect, sendJson, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import { Enrolments } from './enrolments.js';
import { HalfWaySignIns, type HalfWay } from './half-way.js';
import { passkeyPurpose } from './passkey-challenges.js';
import { Passkeys } from './passkeys.js';
import { qrCodeImage } from './qr-code.js';
import { RelyingParty } from './relying-party.js';
import { SealedLinks } from './sealed-links.js';
import { SecondFactors } from './second-factors.js';
import { newTotpSecret, totpUri } from './totp.js';

/** Where everybody needs a second factor, whoever has none sets one up here, before there is a session. */
@Controller({ path: 'sign_in/second_factor/set_up', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class SetUpController {
  constructor(
    private readonly halfWay: HalfWaySignIns,
    private readonly factors: SecondFactors,
    private readonly enrolments: Enrolments,
    private readonly passkeys: Passkeys,
    private readonly party: RelyingParty,
    private readonly sealed: SealedLinks,
    private readonly limits: Limits,
    private readonly notices: Notices,
    private readonly languages: InteractionLanguages,
    private readonly clientViews: ClientViews,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
    private readonly links: InteractionLinks,
    private readonly options: ResolvedOptions,
  ) {}

  @Get()
  async show(@Req() request: PageRequest, @Res() response: WireResponse): Promise<void> {
    const { interaction: id, setup, failed } = queryOf(request.url).values;
    const signIn = await this.require(id, request, response);
    if (!signIn) return;
    const { interaction, account, client } = signIn;
    const secret = this.sealed.open<string>('set-up', interaction.id, setup);
    if (secret === null) return this.begin(signIn, response);
    const uri = totpUri(secret, this.options.brand.name, account.username);
    this.pages.send(
      request,
      response,
      200,
      {
        name: 'authenticator-app',
        action: this.endpoints.path('sign_in/second_factor/set_up'),
        client: client && (await this.clientViews.of(client)),
        place: { kind: 'sign-in', interaction: id! },
        setup: setup!,
        secret,
        uri,
        qrCode: qrCodeImage(uri),
        username: account.username,
        optionsAction: this.party.isPossible
          ? this.endpoints.path('sign_in/second_factor/set_up/passkey/options')
          : null,
        failure:
          failed === undefined || interaction.failure === null
            ? null
            : failed === 'passkey'
              ? 'passkey'
              : 'wrong',
      },
      await this.languages.of(interaction, request),
    );
  }

  @Post()
  async confirm(@Req() request: PageRequest & FormRequest, @Res() response: WireResponse): Promise<void> {
    const form = await readForm(request);
    const signIn = await this.require(form['interaction'], request, response);
    if (!signIn) return;
    if (form['action'] === 'cancel') return this.halfWay.cancel(signIn, response);
    const { interaction, id, account } = signIn;
    const setup = form['setup'];
    const secret = this.sealed.open<string>('set-up', interaction.id, setup);
    if (secret === null) return this.begin(signIn, response);
    const { subject } = account;
    if (form['action'] === 'passkey') {
      const answer = form['credential'] ?? '';
      const outcome = await this.enrolments.addPasskey(subject, purposeOf(signIn), answer, '');
      if (outcome === 'refused' || outcome === 'many') return this.fail(signIn, setup!, 'passkey', response);
      return this.finish(signIn, outcome, request, response);
    }
    const outcome = await this.enrolments.addApp(subject, secret, form['code'] ?? '');
    if (outcome === 'wrong') return this.fail(signIn, setup!, 'wrong', response);
    // Another browser was faster: that one has the secret, this one has to prove it.
    if (outcome === 'exists') return redirect(response, this.links.to('sign_in/second_factor', id));
    return this.finish(signIn, 'app', request, response);
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD, POST' });
  }

  /** For the script: how to make a passkey. */
  @Post('passkey/options')
  async passkeyOptions(
    @Req() request: PageRequest & FormRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    const form = await readForm(request);
    const signIn = await this.require(form['interaction'], request, response);
    if (!signIn) return;
    await this.limits.reserve('authorization', sourceOf(request));
    sendJson(response, 200, await this.passkeys.creationOptions(signIn.account, purposeOf(signIn)));
  }

  @All('passkey/options')
  otherMethodOfPasskeyOptions(): never {
    throw methodNotAllowed.with({ Allow: 'POST' });
  }

  /**
   * Whoever has a second factor proves it, and does not get another one with the password alone.
   *
   * @returns null when the browser has been sent elsewhere
   */
  private async require(
    id: string | undefined,
    request: PageRequest,
    response: WireResponse,
  ): Promise<HalfWay | null> {
    const signIn = await this.halfWay.require(id, request, response);
    if (!signIn) return null;
    if (await this.factors.has(signIn.account.subject)) {
      redirect(response, this.links.to('sign_in/second_factor', signIn.id));
      return null;
    }
    if (this.options.secondFactor.policy === 'required') return signIn;
    // Taken away since the password was right: it is enough again, and is asked for again.
    redirect(response, this.links.page('sign-in', signIn.id));
    return null;
  }

  /** With a secret of this browser's own: nobody else who knows the password sees it. */
  private begin({ interaction, id }: HalfWay, response: WireResponse): void {
    const setup = this.sealed.seal('set-up', interaction.id, newTotpSecret());
    redirect(response, this.addressOf({ interaction: id, setup }));
  }

  private async fail(
    signIn: HalfWay,
    setup: string,
    failed: 'wrong' | 'passkey',
    response: WireResponse,
  ): Promise<void> {
    await this.halfWay.fail(signIn, 'credentials');
    redirect(response, this.addressOf({ interaction: signIn.id, setup, failed }));
  }

  private async finish(
    signIn: HalfWay,
    method: FactorMethod,
    request: PageRequest,
    response: WireResponse,
  ): Promise<void> {
    const { interaction, id, account } = signIn;
    const codes = await this.enrolments.codesFor(account.subject);
    const shown = new URLSearchParams({ interaction: id });
    if (codes) shown.set('codes', this.sealed.seal('recovery-codes', interaction.id, codes));
    const next = codes && `${this.endpoints.path('sign_in/second_factor/recovery_codes')}?${shown}`;
    await this.halfWay.finish(signIn, method, request, response, next ?? undefined);
    this.notices.secondFactorAdded(account, this.pages.languageFor(request, interaction.request.uiLocales));
  }

  private addressOf(query: Readonly<Record<string, string>>): string {
    return `${this.endpoints.path('sign_in/second_factor/set_up')}?${new URLSearchParams(query)}`;
  }
}

function purposeOf({ interaction, account }: HalfWay): string {
  return passkeyPurpose('set-up', interaction.id.toString('hex'), account.subject);
}
