import { All, Controller, Post, Res, UseFilters, UseGuards, VERSION_NEUTRAL } from '@nestjs/common';
import { ClientAuthGuard } from '../clients/client-auth.guard.js';
import { CallingClient, Form } from '../clients/client-request.js';
import { Client } from '../clients/client.entity.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { OAuthErrorFilter } from '../errors/oauth-error.filter.js';
import { GrantRegistry } from '../grants/grant-registry.js';
import { TokenRequest } from '../grants/token-request.js';
import { ResolvedOptions } from '../oauth.options.js';
import type { Parameters } from '../primitives/parameters.js';
import { TokenIssuer } from '../tokens/token-issuer.js';
import { sendJson, type WireResponse } from '../wire/send.js';
import { toTokenResponse } from './token.response.js';

/** The token endpoint (RFC 6749 section 3.2). */
@Controller({ path: 'token', version: VERSION_NEUTRAL })
@UseFilters(OAuthErrorFilter)
export class TokenController {
  constructor(
    private readonly grants: GrantRegistry,
    private readonly issuer: TokenIssuer,
    private readonly options: ResolvedOptions,
  ) {}

  @Post()
  @UseGuards(ClientAuthGuard)
  async token(
    @CallingClient() client: Client,
    @Form() form: Parameters,
    @Res() response: WireResponse,
  ): Promise<void> {
    const request = new TokenRequest(client, form);
    const grant = this.grants.for(request);
    const tokens = await this.issuer.issue(() => grant.approve(request));
    sendJson(response, 200, toTokenResponse(tokens, this.options.legacy));
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'POST' });
  }
}
