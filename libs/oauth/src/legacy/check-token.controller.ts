import {
  All,
  Controller,
  NotFoundException,
  Post,
  Req,
  Res,
  UseFilters,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import type { Client } from '../clients/client.entity.js';
import { ClientAuthenticator } from '../clients/client-authenticator.js';
import { invalidToken, methodNotAllowed } from '../errors/catalogue.js';
import { OAuthError } from '../errors/oauth-error.js';
import { OAuthErrorFilter } from '../errors/oauth-error.filter.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Introspection } from '../introspection/introspection.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import { authorizationOf, type HeadRequest } from '../wire/authorization-header.js';
import { readForm, type FormRequest } from '../wire/form.js';
import { NO_STORE, sendJson, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import { toCheckTokenResponse } from './check-token.response.js';

/** The realm that clients of the older dialect know. */
const CHALLENGE = { 'WWW-Authenticate': 'Basic realm="oauth2/client"' };

/**
 * Introspection in the format of the older dialect, under the same permission and audience rules. HTTP Basic only:
 * form credentials do not count here.
 */
@Controller({ path: 'check_token', version: VERSION_NEUTRAL })
@UseFilters(OAuthErrorFilter)
export class CheckTokenController {
  constructor(
    private readonly authenticator: ClientAuthenticator,
    private readonly introspection: Introspection,
    private readonly tokens: AccessTokens,
    private readonly options: ResolvedOptions,
  ) {}

  @Post()
  async check(
    @Req() request: FormRequest & HeadRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    if (!this.options.legacy) throw new NotFoundException();
    const form = await readForm(request);
    const caller = await this.callerOf(request);
    const token = await this.introspection.inspect(caller, form);
    // The dialect has no word for the key of a bound token: whoever asks would take it for a bearer token.
    if (!token || token.dpopJkt !== null) {
      const expired = await this.tokens.hasExpired(form['token']!);
      const description = expired ? 'Token has expired' : 'Token was not recognised';
      return sendJson(response, 400, invalidToken.describe(description), NO_STORE);
    }
    sendJson(response, 200, toCheckTokenResponse(token));
  }

  @All()
  otherMethod(): never {
    if (!this.options.legacy) throw new NotFoundException();
    throw methodNotAllowed.with({ Allow: 'POST' });
  }

  private async callerOf(request: HeadRequest & SourceRequest): Promise<Client> {
    try {
      return await this.authenticator.authenticate({
        authorization: authorizationOf(request),
        form: {},
        source: sourceOf(request),
      });
    } catch (error) {
      throw error instanceof OAuthError && error.code === 'invalid_client' ? error.with(CHALLENGE) : error;
    }
  }
}
