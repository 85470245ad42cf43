import {
  All,
  Controller,
  Optional,
  Post,
  Req,
  Res,
  UseFilters,
  UseGuards,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { ClientAuthGuard } from '../clients/client-auth.guard.js';
import { CallingClient, Form } from '../clients/client-request.js';
import { Client } from '../clients/client.entity.js';
import { DpopProofs, type ProvingRequest } from '../dpop/dpop-proofs.js';
import { invalidDpopProof, methodNotAllowed } from '../errors/catalogue.js';
import { OAuthErrorFilter } from '../errors/oauth-error.filter.js';
import { GrantRegistry } from '../grants/grant-registry.js';
import { TokenRequest } from '../grants/token-request.js';
import { ResolvedOptions } from '../oauth.options.js';
import type { Parameters } from '../primitives/parameters.js';
import { TokenIssuer } from '../tokens/token-issuer.js';
import { UsageCounters } from '../usage/usage-counters.js';
import { noteGrant } from '../wire/answer-notes.js';
import { NO_STORE, sendJson, type WireResponse } from '../wire/send.js';
import { toTokenResponse } from './token.response.js';

/** The token endpoint (RFC 6749 section 3.2). */
@Controller({ path: 'token', version: VERSION_NEUTRAL })
@UseFilters(OAuthErrorFilter)
export class TokenController {
  constructor(
    private readonly grants: GrantRegistry,
    private readonly issuer: TokenIssuer,
    private readonly options: ResolvedOptions,
    private readonly usage: UsageCounters,
    @Optional() private readonly proofs?: DpopProofs,
  ) {}

  @Post()
  @UseGuards(ClientAuthGuard)
  async token(
    @CallingClient() client: Client,
    @Form() form: Parameters,
    @Req() http: ProvingRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    const dpopJkt = await this.provenKey(http, client);
    const request = new TokenRequest(client, form, dpopJkt);
    const grant = this.grants.for(request);
    noteGrant(response, request.grantType);
    const tokens = await this.issuer.issue(() => grant.approve(request), dpopJkt);
    this.usage.count('tokens', request.grantType, client.clientId);
    sendJson(response, 200, toTokenResponse(tokens, this.options.legacy), {
      ...NO_STORE,
      ...(dpopJkt !== null && this.proofs?.nonceHeaders()),
    });
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'POST' });
  }

  /**
   * Judged before the grant, so that a request with a bad proof uses nothing up. A server without DPoP does not look at
   * the header and issues bearer tokens (RFC 9449 section 5), but none to a client that must not have any (section 5.2).
   */
  private async provenKey(http: ProvingRequest, client: Client): Promise<string | null> {
    const dpopJkt = (await this.proofs?.verify(http, 'token')) ?? null;
    if (dpopJkt === null && client.dpopBoundAccessTokens) {
      throw invalidDpopProof.because('%s is registered for bound tokens', client.clientId);
    }
    return dpopJkt;
  }
}
