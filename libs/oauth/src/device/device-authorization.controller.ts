import { All, Controller, Post, Req, Res, UseFilters, UseGuards, VERSION_NEUTRAL } from '@nestjs/common';
import { ClientAuthGuard } from '../clients/client-auth.guard.js';
import { CallingClient, Form } from '../clients/client-request.js';
import { Client } from '../clients/client.entity.js';
import { Endpoints } from '../wire/endpoints.js';
import { methodNotAllowed, unauthorizedClient } from '../errors/catalogue.js';
import { OAuthErrorFilter } from '../errors/oauth-error.filter.js';
import { audienceFor } from '../grants/audience.js';
import { scopesRequested } from '../grants/requested-scopes.js';
import { Limits } from '../limits/limits.js';
import { ResolvedOptions } from '../oauth.options.js';
import type { Parameters } from '../primitives/parameters.js';
import { sendJson, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import { toDeviceAuthorizationResponse } from './device-authorization.response.js';
import { DEVICE_CODE } from '../clients/application-type.js';
import { DeviceCodes } from './device-codes.js';

/** The device authorization endpoint (RFC 8628 section 3.1). */
@Controller({ path: 'device_authorization', version: VERSION_NEUTRAL })
@UseFilters(OAuthErrorFilter)
export class DeviceAuthorizationController {
  constructor(
    private readonly codes: DeviceCodes,
    private readonly limits: Limits,
    private readonly endpoints: Endpoints,
    private readonly options: ResolvedOptions,
  ) {}

  @Post()
  @UseGuards(ClientAuthGuard)
  async begin(
    @CallingClient() client: Client,
    @Form() form: Parameters,
    @Req() request: SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    if (!client.grantTypes.includes(DEVICE_CODE)) throw unauthorizedClient;
    const resource = form['resource'];
    const resources = resource === undefined ? [] : audienceFor(client, resource, [], this.options.issuer);
    const scopes = scopesRequested(client, form['scope']);
    // A public client needs no secret for it: everybody can make us store a request.
    await this.limits.reserve('authorization', sourceOf(request));
    const code = await this.codes.begin(client, scopes, resources);
    sendJson(response, 200, toDeviceAuthorizationResponse(code, this.endpoints.url('device')));
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'POST' });
  }
}
