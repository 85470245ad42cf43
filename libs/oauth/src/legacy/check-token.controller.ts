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
import { AccountStore } from '../accounts/account-store.js';
import { ClientAuthenticator } from '../clients/client-authenticator.js';
import { invalidClient, invalidToken, methodNotAllowed } from '../errors/catalogue.js';
import { OAuthErrorFilter } from '../errors/oauth-error.filter.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Introspection } from '../introspection/introspection.js';
import { readForm, type FormRequest } from '../wire/form.js';
import { NO_STORE, sendJson, type WireResponse } from '../wire/send.js';
import { toCheckTokenResponse } from './check-token.response.js';

const refused = invalidClient.with({ 'WWW-Authenticate': 'Basic realm="oauth2/client"' });

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
    private readonly accounts: AccountStore,
    private readonly options: ResolvedOptions,
  ) {}

  @Post()
  async check(@Req() request: FormRequest, @Res() response: WireResponse): Promise<void> {
    if (!this.options.legacy) throw new NotFoundException();
    const form = await readForm(request);
    const { authorization } = request.headers;
    if (authorization === undefined) throw refused;
    const { client_id: _id, client_secret: _secret, ...withoutCredentials } = form;
    const caller = await this.authenticator.authenticate(authorization, withoutCredentials);
    const token = await this.introspection.inspect(caller, form);
    if (!token) {
      return sendJson(response, 400, invalidToken.describe('Token was not recognised'), NO_STORE);
    }
    const account = token.authorization && (await this.accounts.find(token.subject));
    sendJson(response, 200, toCheckTokenResponse(token, account));
  }

  @All()
  otherMethod(): never {
    if (!this.options.legacy) throw new NotFoundException();
    throw methodNotAllowed.with({ Allow: 'POST' });
  }
}
