import { All, Controller, Get, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { Clients } from '../clients/clients.js';
import { Endpoints } from '../wire/endpoints.js';
import type { OAuthError } from '../errors/oauth-error.js';
import {
  accessDenied,
  consentRequired,
  loginRequired,
  methodNotAllowed,
  unmetAuthenticationRequirements,
} from '../errors/catalogue.js';
import { browserCookieOf, recogniseBrowser, refuseHead, type PageRequest } from '../sessions/browser.js';
import { InteractionGone } from '../pages/interaction-gone.js';
import type { Interaction } from '../interaction/interaction.entity.js';
import { InteractionLinks } from '../interaction/interaction-links.js';
import { asksUser, Interactions } from '../interaction/interactions.js';
import { Sessions, type SignedIn } from '../sessions/sessions.js';
import { Clock } from '../primitives/clock.js';
import { Limits } from '../limits/limits.js';
import type { ParsedParameters } from '../primitives/parameters.js';
import type { CodePermission } from '../tokens/code-issuer.js';
import { queryOf, readFormLeniently, type FormRequest } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import type { Carrier } from '../pages/departures.js';
import { AuthorizationAnswers } from './authorization-answers.js';
import { AuthorizationError } from './authorization-error.js';
import { AuthorizationErrorFilter } from './authorization-error.filter.js';
import { isAuthorizationRequest } from './authorization.request.js';
import { AuthorizationRequests, type CheckedRequest } from './authorization-requests.js';

/** Longer ones do not pass every server as part of a URL. Characters. */
const MAX_QUERY = 8000;

/** The authorization endpoint (RFC 6749 section 3.1), and the address to which our pages return. */
@Controller({ path: 'authorize', version: VERSION_NEUTRAL })
@UseFilters(AuthorizationErrorFilter)
export class AuthorizeController {
  constructor(
    private readonly requests: AuthorizationRequests,
    private readonly interactions: Interactions,
    private readonly links: InteractionLinks,
    private readonly sessions: Sessions,
    private readonly clients: Clients,
    private readonly answers: AuthorizationAnswers,
    private readonly limits: Limits,
    private readonly endpoints: Endpoints,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  @Get()
  async byQuery(@Req() request: PageRequest & SourceRequest, @Res() response: WireResponse): Promise<void> {
    refuseHead(request, 'GET, POST');
    return this.authorize(queryOf(request.url), request, response);
  }

  /** OpenID Connect Core section 3.1.2.1: GET and POST mean the same. */
  @Post()
  async byForm(
    @Req() request: PageRequest & SourceRequest & FormRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    const parsed = await readFormLeniently(request);
    // A form posted from another site comes without our Lax cookie, as if nobody were signed in; a GET brings it along.
    const query = new URLSearchParams(parsed.values).toString();
    const fitsUrl = parsed.malformed.length === 0 && !parsed.tooMany && query.length <= MAX_QUERY;
    if (browserCookieOf(request) === undefined && fitsUrl) {
      return redirect(response, `${this.endpoints.path('authorize')}?${query}`);
    }
    return this.authorize(parsed, request, response);
  }

  /** Back from a page: what is still missing follows from the stored request alone. */
  @Get('resume')
  async resume(@Req() request: PageRequest & SourceRequest, @Res() response: WireResponse): Promise<void> {
    refuseHead(request, 'GET');
    const id = queryOf(request.url).values['interaction'];
    const cookie = browserCookieOf(request);
    const interaction = await this.interactions.load(id, cookie);
    const asked = interaction.request;
    if (!isAuthorizationRequest(asked)) throw new InteractionGone('expired');
    const client = await this.clients.findEnabled(asked.clientId);
    if (!client || !this.requests.stillFits(client, asked)) throw new InteractionGone('expired');
    const signedIn = await this.sessions.find(cookie);
    const step = await this.interactions.nextStep(client, asked, signedIn, interaction);
    if (asksUser(step)) return redirect(response, this.links.page(step, id!));
    // Whoever refuses on the consent page is known, and recorded there.
    if (step === 'denied' && interaction.decidedBy === null)
      await this.audit.record('sign_in.cancelled', {
        clientId: client.clientId,
        source: sourceOf(request),
      });
    await this.interactions.complete(interaction);
    const checked = { client, request: asked };
    if (step === 'unmet') throw this.refusal(checked, unmetAuthenticationRequirements, true);
    if (step === 'denied' || !signedIn) throw this.refusal(checked, accessDenied, true);
    await this.sendCode(checked, signedIn, interaction, { request, response });
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, POST' });
  }

  @All('resume')
  otherMethodOfResume(): never {
    throw methodNotAllowed.with({ Allow: 'GET' });
  }

  private async authorize(
    parsed: ParsedParameters,
    request: PageRequest & SourceRequest,
    response: WireResponse,
  ): Promise<void> {
    const checked = await this.requests.read(parsed);
    const known = browserCookieOf(request);
    const signedIn = await this.sessions.find(known);
    const step = await this.interactions.nextStep(checked.client, checked.request, signedIn, null, known);
    if (step === 'nothing' && signedIn) {
      return this.sendCode(checked, signedIn, null, { request, response });
    }
    if (step === 'unmet') throw this.refusal(checked, unmetAuthenticationRequirements, false);
    if (checked.request.prompt.includes('none')) {
      throw this.refusal(checked, step === 'consent' ? consentRequired : loginRequired, false);
    }
    // Everybody can make us store a request; nobody can fill the table with them.
    await this.limits.reserve('authorization', sourceOf(request));
    const cookie = recogniseBrowser(request, response, this.clock.now());
    const id = await this.interactions.begin(checked.request, cookie);
    redirect(response, this.links.page(asksUser(step) ? step : 'sign-in', id));
  }

  private async sendCode(
    { client, request }: CheckedRequest,
    signedIn: SignedIn,
    interaction: Interaction | null,
    carrier: Carrier,
  ): Promise<void> {
    const permission: CodePermission = {
      ...this.interactions.permissionOf(client, request, signedIn, interaction),
      redirectUri: request.redirectUri,
      codeChallenge: request.codeChallenge,
      nonce: request.nonce,
      dpopJkt: request.dpopJkt,
    };
    await this.answers.grant(request, permission, signedIn.session, interaction !== null, carrier);
  }

  private refusal(
    { client, request }: CheckedRequest,
    error: OAuthError,
    afterForm: boolean,
  ): AuthorizationError {
    const silent = request.prompt.includes('none');
    return new AuthorizationError(error, request, {
      client,
      silent,
      afterForm,
      uiLocales: request.uiLocales,
    });
  }
}
