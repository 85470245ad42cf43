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
import { AUTHORIZATION_PARAMETERS } from '../authorize/authorization.request.js';
import { AuthorizationError } from '../authorize/authorization-error.js';
import { AuthorizationRequests } from '../authorize/authorization-requests.js';
import { Unredirectable } from '../pages/unredirectable.js';
import { ClientAuthGuard } from '../clients/client-auth.guard.js';
import { CallingClient, Form } from '../clients/client-request.js';
import { Client } from '../clients/client.entity.js';
import { Clients } from '../clients/clients.js';
import { DpopProofs, type ProvingRequest } from '../dpop/dpop-proofs.js';
import { invalidDpopProof, invalidRequest, methodNotAllowed } from '../errors/catalogue.js';
import { OAuthErrorFilter } from '../errors/oauth-error.filter.js';
import { Limits } from '../limits/limits.js';
import type { Parameters } from '../primitives/parameters.js';
import { NO_STORE, sendJson, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import { PushedRequests } from './pushed-requests.js';

/** The pushed authorization request endpoint (RFC 9126 section 2). */
@Controller({ path: 'par', version: VERSION_NEUTRAL })
@UseFilters(OAuthErrorFilter)
export class ParController {
  constructor(
    private readonly requests: AuthorizationRequests,
    private readonly pushed: PushedRequests,
    private readonly clients: Clients,
    private readonly limits: Limits,
    @Optional() private readonly proofs?: DpopProofs,
  ) {}

  @Post()
  @UseGuards(ClientAuthGuard)
  async push(
    @CallingClient() client: Client,
    @Form() form: Parameters,
    @Req() http: ProvingRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    if (form['request_uri'] !== undefined) {
      throw invalidRequest.describe('A pushed request must not refer to another one.');
    }
    const key = await this.provenKey(http, form);
    // Without what says who pushes, which must not be kept (RFC 9126 section 2.1), and without what nobody reads.
    const parameters = Object.fromEntries(
      Object.entries({ ...form, ...key, client_id: client.clientId }).filter(([name]) =>
        AUTHORIZATION_PARAMETERS.has(name),
      ),
    );
    await this.check(parameters);
    // What anybody can make us store, nobody can fill the table with.
    if (await this.clients.isAnybodys(client)) await this.limits.reserve('authorization', sourceOf(http));
    const { requestUri, expiresIn } = await this.pushed.push(client.clientId, parameters);
    sendJson(
      response,
      201,
      { request_uri: requestUri, expires_in: expiresIn },
      { ...NO_STORE, ...(key.dpop_jkt && this.proofs?.nonceHeaders()) },
    );
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'POST' });
  }

  /**
   * A proof that comes with the push means the same as `dpop_jkt`: the code will be for its key (RFC 9449 section 10.1).
   */
  private async provenKey(http: ProvingRequest, form: Parameters): Promise<{ dpop_jkt?: string }> {
    const jkt = await this.proofs?.verify(http, 'par');
    if (!jkt) return {};
    if ((form['dpop_jkt'] ?? jkt) !== jkt) throw invalidDpopProof.because('dpop_jkt names another key');
    return { dpop_jkt: jkt };
  }

  /** The same rules as at the authorization endpoint, told to the client instead of to the browser (section 2.3). */
  private async check(parameters: Parameters): Promise<void> {
    try {
      await this.requests.check({ values: parameters, malformed: [], tooMany: false }, true);
    } catch (error) {
      if (error instanceof AuthorizationError) throw error.error.as(400);
      if (error instanceof Unredirectable) throw invalidRequest.describe(error.description);
      throw error;
    }
  }
}
