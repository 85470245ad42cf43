import { All, Controller, Get, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { AuditLog, type AuditDetails } from '../audit/audit-log.js';
import type { Client } from '../clients/client.entity.js';
import { Clients } from '../clients/clients.js';
import { Endpoints } from '../wire/endpoints.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { mayUse } from '../grants/audience.js';
import { browserCookieOf, recogniseBrowser, refuseHead, type PageRequest } from '../sessions/browser.js';
import { toClientView } from '../pages/client-view.js';
import { FormTokens } from '../sessions/form-tokens.js';
import { clientIdOf } from '../interaction/interaction.entity.js';
import { InteractionGone } from '../pages/interaction-gone.js';
import { InteractionLanguages } from '../interaction/interaction-languages.js';
import { InteractionLinks } from '../interaction/interaction-links.js';
import { asksUser, Interactions } from '../interaction/interactions.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import type { UserCodeFailure } from '../pages/definitions/device.page.js';
import { Sessions, type SignedIn } from '../sessions/sessions.js';
import { Limits } from '../limits/limits.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { isSubset } from '../primitives/scope.js';
import type { Permission } from '../tokens/permission.js';
import { queryOf, readForm, type FormRequest } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import { DEVICE_CODE } from '../clients/application-type.js';
import { DeviceCodes } from './device-codes.js';
import { isDeviceRequest, toDeviceRequest, type DeviceRequest } from './device.request.js';
import { UserCodeEntry } from './user-code-entry.js';
import { displayUserCode, MAX_TYPED, readUserCode } from './user-code.js';

const FORM = 'device';

/**
 * The page to which a device sends its user (RFC 8628 section 3.3). From the user code on it is an interaction like any
 * other: sign-in, consent, and back to `/oauth/device/resume`.
 */
@Controller({ path: 'device', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class DeviceController {
  constructor(
    private readonly entry: UserCodeEntry,
    private readonly codes: DeviceCodes,
    private readonly tokens: FormTokens,
    private readonly limits: Limits,
    private readonly interactions: Interactions,
    private readonly links: InteractionLinks,
    private readonly languages: InteractionLanguages,
    private readonly sessions: Sessions,
    private readonly clients: Clients,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  /** A code that came with the link fills the field in and does no more (RFC 8628 section 3.3.1). */
  @Get()
  show(@Req() request: PageRequest, @Res() response: WireResponse): void {
    const userCode = readUserCode(queryOf(request.url).values['user_code'] ?? '');
    this.sendForm(request, response, userCode === undefined ? '' : displayUserCode(userCode), null);
  }

  @Post()
  async enter(
    @Req() request: PageRequest & FormRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    const form = await readForm(request);
    const cookie = browserCookieOf(request);
    if (cookie === undefined || !this.tokens.fits(form['token'], FORM, cookie)) {
      throw new InteractionGone('other-browser');
    }
    const typed = form['user_code'] ?? '';
    const source = sourceOf(request);
    const entered = await this.entry.enter(typed, source);
    if ('kind' in entered) return this.sendForm(request, response, typed.slice(0, MAX_TYPED), entered);
    const asked = toDeviceRequest(entered.code, entered.userCode, this.options.masterKey);
    const client = await this.clientOf(asked);
    const signedIn = await this.sessions.find(cookie);
    const step = await this.interactions.nextStep(client, asked, signedIn, null, cookie);
    await this.limits.reserve('authorization', source);
    const id = await this.interactions.begin(asked, cookie);
    redirect(response, this.links.page(asksUser(step) ? step : 'sign-in', id));
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD, POST' });
  }

  /** Back from a page: what is still missing follows from the stored request alone. */
  @Get('resume')
  async resume(@Req() request: PageRequest & SourceRequest, @Res() response: WireResponse): Promise<void> {
    refuseHead(request, 'GET');
    const id = queryOf(request.url).values['interaction'];
    const cookie = browserCookieOf(request);
    const interaction = await this.interactions.load(id, cookie);
    const asked = interaction.request;
    if (!isDeviceRequest(asked)) throw new InteractionGone('expired', clientIdOf(interaction));
    const client = await this.clientOf(asked);
    const signedIn = await this.sessions.find(cookie);
    const step = await this.interactions.nextStep(client, asked, signedIn, interaction);
    if (asksUser(step)) return redirect(response, this.links.page(step, id!));
    const isAllowed = step === 'nothing' && signedIn !== null;
    const permission = isAllowed
      ? this.interactions.permissionOf(client, asked, signedIn, interaction)
      : null;
    if (!(await this.decide(asked, permission, signedIn, sourceOf(request)))) {
      const kind = asked.expiresAt <= this.clock.now() ? 'expired' : 'used';
      return this.sendForm(request, response, '', { kind });
    }
    await this.interactions.complete(interaction);
    redirect(response, this.links.deviceDone(id!));
  }

  @All('resume')
  otherMethodOfResume(): never {
    throw methodNotAllowed.with({ Allow: 'GET' });
  }

  @Get('done')
  async done(@Req() request: PageRequest, @Res() response: WireResponse): Promise<void> {
    const id = queryOf(request.url).values['interaction'];
    const interaction = await this.interactions.loadCompleted(id, browserCookieOf(request));
    const asked = interaction.request;
    const client = isDeviceRequest(asked) ? await this.clients.findEnabled(asked.clientId) : null;
    if (!client) throw new InteractionGone('expired');
    const page = {
      name: 'device-done',
      outcome: interaction.decision === 'allow' ? 'allowed' : 'denied',
      interaction: id!,
      client: toClientView(client),
    } as const;
    this.pages.send(request, response, 200, page, await this.languages.of(interaction, request));
  }

  @All('done')
  otherMethodOfDone(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD' });
  }

  /**
   * The client, while the request still fits it: an administrator may have changed it since.
   *
   * @throws InteractionGone
   */
  private async clientOf(asked: DeviceRequest): Promise<Client> {
    const client = await this.clients.findEnabled(asked.clientId);
    const fits =
      client !== null &&
      client.grantTypes.includes(DEVICE_CODE) &&
      isSubset(asked.scopes, client.scopes) &&
      asked.resources.every((resource) => mayUse(client, resource, this.options.issuer));
    if (!fits) throw new InteractionGone('expired', asked.clientId);
    return client;
  }

  /** @returns false when the device does not wait for this decision any more */
  private async decide(
    { deviceCode, clientId, scopes }: DeviceRequest,
    permission: Permission | null,
    signedIn: SignedIn | null,
    source: string,
  ): Promise<boolean> {
    const id = Buffer.from(deviceCode, 'hex');
    const isDecided = permission ? await this.codes.approve(id, permission) : await this.codes.deny(id);
    if (!isDecided) return false;
    await this.audit.record(permission ? 'device.allowed' : 'device.denied', {
      clientId,
      ...(signedIn && actorOf(signedIn)),
      source,
      data: { scopes: permission?.scopes ?? scopes },
    });
    return true;
  }

  private sendForm(
    request: PageRequest,
    response: WireResponse,
    userCode: string,
    failure: UserCodeFailure | null,
  ): void {
    const cookie = recogniseBrowser(request, response, this.clock.now());
    const action = this.endpoints.path('device');
    const token = this.tokens.issue(FORM, cookie);
    const status = failure === null ? 200 : failure.kind === 'locked' ? 429 : 400;
    const headers: Record<string, string> =
      failure?.kind === 'locked' ? { 'Retry-After': String(failure.waitSeconds) } : {};
    const page = { name: 'device', action, token, userCode, failure, client: null } as const;
    this.pages.send(request, response, status, page, null, headers);
  }
}

function actorOf({
  account: { subject, username },
}: SignedIn): Pick<AuditDetails, 'actor' | 'actorName' | 'subject'> {
  return { actor: subject, actorName: username, subject };
}
