import { All, Controller, Post, Res, UseFilters, UseGuards, VERSION_NEUTRAL } from '@nestjs/common';
import { ClientAuthGuard } from '../clients/client-auth.guard.js';
import { CallingClient, Form } from '../clients/client-request.js';
import { Client } from '../clients/client.entity.js';
import { invalidRequest, methodNotAllowed } from '../errors/catalogue.js';
import { OAuthErrorFilter } from '../errors/oauth-error.filter.js';
import type { Parameters } from '../primitives/parameters.js';
import { sendJson, type WireResponse } from '../wire/send.js';
import { Revocation } from './revocation.js';

/** Token revocation (RFC 7009). */
@Controller({ path: 'revoke', version: VERSION_NEUTRAL })
@UseFilters(OAuthErrorFilter)
export class RevocationController {
  constructor(private readonly revocation: Revocation) {}

  @Post()
  @UseGuards(ClientAuthGuard)
  async revoke(
    @CallingClient() client: Client,
    @Form() form: Parameters,
    @Res() response: WireResponse,
  ): Promise<void> {
    const token = form['token'];
    if (token === undefined) throw invalidRequest.describe('The parameter token is missing.');
    await this.revocation.revoke(client, token);
    // RFC 7009 section 2.2 has clients ignore the body, but some of them parse it first.
    sendJson(response, 200, {});
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'POST' });
  }
}
