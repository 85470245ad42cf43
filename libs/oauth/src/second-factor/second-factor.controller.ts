import { All, Controller, Get, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { Endpoints } from '../wire/endpoints.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { InteractionLinks } from '../interaction/interaction-links.js';
import { clientIdOf } from '../interaction/interaction.entity.js';
import { Limits } from '../limits/limits.js';
import { InteractionLanguages } from '../interaction/interaction-languages.js';
import { ClientViews } from '../pages/client-views.js';
import type { FactorWay } from '../pages/definitions/second-factor.page.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import type { PageRequest } from '../sessions/browser.js';
import { queryOf, readForm, type FormRequest } from '../wire/form.js';
import { redirect, sendJson, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import { FactorCheck } from './factor-check.js';
import { HalfWaySignIns, type HalfWay } from './half-way.js';
import { passkeyPurpose } from './passkey-challenges.js';
import { Passkeys } from './passkeys.js';
import { RelyingParty } from './relying-party.js';
import { SecondFactors, type Factors } from './second-factors.js';

/** More than any code has. Characters. */
const MAX_TYPED = 100;

/** The page between a right password and a session. GET shows, POST acts and answers 303. */
@Controller({ path: 'sign_in/second_factor', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class SecondFactorController {
  constructor(
    private readonly halfWay: HalfWaySignIns,
    private readonly factors: SecondFactors,
    private readonly codes: FactorCheck,
    private readonly passkeys: Passkeys,
    private readonly party: RelyingParty,
    private readonly limits: Limits,
    private readonly languages: InteractionLanguages,
    private readonly clientViews: ClientViews,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
    private readonly links: InteractionLinks,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  async show(@Req() request: PageRequest, @Res() response: WireResponse): Promise<void> {
    const { interaction: id, method, failed } = queryOf(request.url).values;
    const signIn = await this.halfWay.require(id, request, response);
    if (!signIn) return;
    const ways = this.waysOf(await this.factors.of(signIn.account.subject));
    const way = ways.find((each) => each === method) ?? ways[0];
    // Taken away meanwhile: the page of those who have none says what is next.
    if (way === undefined) return redirect(response, this.links.to('sign_in/second_factor/set_up', id!));
    const { failure } = signIn.interaction;
    this.pages.send(
      request,
      response,
      200,
      {
        name: 'second-factor',
        action: this.endpoints.path('sign_in/second_factor'),
        interaction: id!,
        client: signIn.client && (await this.clientViews.of(signIn.client)),
        username: signIn.account.username,
        way,
        others: ways
          .filter((each) => each !== way)
          .map((each) => ({ way: each, href: this.addressOf(id!, each) })),
        optionsAction: this.endpoints.path('sign_in/second_factor/passkey/options'),
        failure:
          failed === undefined || failure === null ? null : failure === 'limited' ? 'limited' : 'wrong',
      },
      await this.languages.of(signIn.interaction, request),
    );
  }

  @Post()
  async prove(
    @Req() request: PageRequest & FormRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    const form = await readForm(request);
    const signIn = await this.halfWay.require(form['interaction'], request, response);
    if (!signIn) return;
    if (form['action'] === 'cancel') return this.halfWay.cancel(signIn, response);
    if (form['action'] === 'passkey') {
      return this.provePasskey(signIn, form['credential'] ?? '', request, response);
    }
    const method = form['method'] === 'recovery-code' ? 'recovery-code' : 'app';
    const clientId = clientIdOf(signIn.interaction);
    const attempt = { subject: signIn.account.subject, source: sourceOf(request), clientId, method } as const;
    const outcome = await this.codes.check(attempt, (form['code'] ?? '').slice(0, MAX_TYPED));
    if (outcome !== 'right') {
      await this.halfWay.fail(signIn, outcome === 'limited' ? 'limited' : 'credentials');
      return redirect(response, this.addressOf(signIn.id, method, true));
    }
    const howManyLeft = this.links.to('sign_in/second_factor/recovery_codes', signIn.id);
    const next = method === 'recovery-code' ? howManyLeft : undefined;
    await this.halfWay.finish(signIn, method, request, response, next);
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD, POST' });
  }

  /** For the script: what to ask the user's passkey. */
  @Post('passkey/options')
  async passkeyOptions(
    @Req() request: PageRequest & FormRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    const form = await readForm(request);
    const signIn = await this.halfWay.require(form['interaction'], request, response);
    if (!signIn) return;
    await this.limits.reserve('authorization', sourceOf(request));
    const { subject } = signIn.account;
    sendJson(response, 200, await this.passkeys.requestOptions(subject, purposeOf(signIn)));
  }

  @All('passkey/options')
  otherMethodOfPasskeyOptions(): never {
    throw methodNotAllowed.with({ Allow: 'POST' });
  }

  private async provePasskey(
    signIn: HalfWay,
    answer: string,
    request: PageRequest & SourceRequest,
    response: WireResponse,
  ): Promise<void> {
    const { subject } = signIn.account;
    const proven = await this.passkeys.prove(answer, subject, purposeOf(signIn));
    if (proven) return this.halfWay.finish(signIn, proven.method, request, response);
    const clientId = clientIdOf(signIn.interaction);
    const event = { subject, clientId, source: sourceOf(request), data: { method: 'passkey' } };
    await this.audit.record('second_factor.failed', event);
    await this.halfWay.fail(signIn, 'credentials');
    redirect(response, this.addressOf(signIn.id, 'passkey', true));
  }

  /** The one to begin with first: nobody can be tricked out of a passkey. */
  private waysOf(factors: Factors): FactorWay[] {
    const ways: FactorWay[] = [];
    if (factors.passkeys.length > 0 && this.party.isPossible) ways.push('passkey');
    if (factors.app) ways.push('app');
    if (ways.length > 0 && factors.recoveryCodesLeft > 0) ways.push('recovery-code');
    return ways;
  }

  private addressOf(id: string, method: FactorWay, failed = false): string {
    const query = new URLSearchParams({ interaction: id, method, ...(failed && { failed: '1' }) });
    return `${this.endpoints.path('sign_in/second_factor')}?${query}`;
  }
}

function purposeOf({ interaction, account }: HalfWay): string {
  return passkeyPurpose('second-factor', interaction.id.toString('hex'), account.subject);
}
