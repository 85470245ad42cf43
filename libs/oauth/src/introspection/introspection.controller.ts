import { All, Controller, Post, Res, UseFilters, UseGuards, VERSION_NEUTRAL } from '@nestjs/common';
import { ClientAuthGuard } from '../clients/client-auth.guard.js';
import { CallingClient, Form } from '../clients/client-request.js';
import { Client } from '../clients/client.entity.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { OAuthErrorFilter } from '../errors/oauth-error.filter.js';
import { ResolvedOptions } from '../oauth.options.js';
import type { Parameters } from '../primitives/parameters.js';
import { sendJson, type WireResponse } from '../wire/send.js';
import { Introspection } from './introspection.js';
import { toIntrospectionResponse } from './introspection.response.js';

/** Token introspection (RFC 7662), under its standard name and the product's own. */
@Controller({ path: ['check_access', 'introspect'], version: VERSION_NEUTRAL })
@UseFilters(OAuthErrorFilter)
export class IntrospectionController {
  constructor(
    private readonly introspection: Introspection,
    private readonly options: ResolvedOptions,
  ) {}

  @Post()
  @UseGuards(ClientAuthGuard)
  async introspect(
    @CallingClient() client: Client,
    @Form() form: Parameters,
    @Res() response: WireResponse,
  ): Promise<void> {
    const token = await this.introspection.inspect(client, form);
    sendJson(response, 200, toIntrospectionResponse(token, this.options.issuer));
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'POST' });
  }
}
