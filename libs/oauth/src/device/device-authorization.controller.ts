import { All, Controller, Post, Res, UseFilters, UseGuards, VERSION_NEUTRAL } from '@nestjs/common';
import { ClientAuthGuard } from '../clients/client-auth.guard.js';
import { CallingClient, Form } from '../clients/client-request.js';
import { Client } from '../clients/client.entity.js';
import { Endpoints } from '../discovery/endpoints.js';
import { invalidScope, methodNotAllowed, unauthorizedClient } from '../errors/catalogue.js';
import { OAuthErrorFilter } from '../errors/oauth-error.filter.js';
import { audienceFor } from '../grants/audience.js';
import { ResolvedOptions } from '../oauth.options.js';
import type { Parameters } from '../primitives/parameters.js';
import { isSubset, parseScope } from '../primitives/scope.js';
import { sendJson, type WireResponse } from '../wire/send.js';
import { toDeviceAuthorizationResponse } from './device-authorization.response.js';
import { DEVICE_CODE } from './device-code.grant.js';
import { DeviceCodes } from './device-codes.js';

/** The device authorization endpoint (RFC 8628 section 3.1). */
@Controller({ path: 'device_authorization', version: VERSION_NEUTRAL })
@UseFilters(OAuthErrorFilter)
export class DeviceAuthorizationController {
  constructor(
    private readonly codes: DeviceCodes,
    private readonly endpoints: Endpoints,
    private readonly options: ResolvedOptions,
  ) {}

  @Post()
  @UseGuards(ClientAuthGuard)
  async begin(
    @CallingClient() client: Client,
    @Form() form: Parameters,
    @Res() response: WireResponse,
  ): Promise<void> {
    if (!client.grantTypes.includes(DEVICE_CODE)) throw unauthorizedClient;
    const resource = form['resource'];
    const resources = resource === undefined ? [] : audienceFor(client, resource, [], this.options.issuer);
    const code = await this.codes.begin(client, this.scopesOf(form, client), resources);
    sendJson(response, 200, toDeviceAuthorizationResponse(code, this.endpoints.url('device')));
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'POST' });
  }

  /** As at the authorization endpoint: no scope means all registered ones but lasting access. */
  private scopesOf(form: Parameters, client: Client): readonly string[] {
    const asked = parseScope(form['scope'] ?? '');
    if (!asked || !isSubset(asked, client.scopes)) throw invalidScope;
    return asked.length > 0 ? asked : client.scopes.filter((scope) => scope !== 'offline_access');
  }
}
