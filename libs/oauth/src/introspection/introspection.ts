import { Injectable } from '@nestjs/common';
import type { Client } from '../clients/client.entity.js';
import { accessDenied, invalidRequest } from '../errors/catalogue.js';
import type { Parameters } from '../primitives/parameters.js';
import { ResolvedOptions } from '../oauth.options.js';
import { mayUse } from '../grants/audience.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import type { ActiveToken } from '../tokens/active-token.js';

/** Tells a resource server about a token that is meant for it. */
@Injectable()
export class Introspection {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly options: ResolvedOptions,
  ) {}

  /**
   * @param caller the authenticated client that asks
   * @returns the token, or null when it is unknown, expired, revoked or meant for another audience
   * @throws access_denied when the caller has no introspection permission, invalid_request without a token
   */
  async inspect(caller: Client, form: Parameters): Promise<ActiveToken | null> {
    if (!caller.mayIntrospect) throw accessDenied.describe('This client may not introspect tokens.');
    const value = form['token'];
    if (value === undefined) throw invalidRequest.describe('The parameter token is missing.');
    const token = await this.tokens.read(value);
    return token?.audience.some((audience) => mayUse(caller, audience, this.options.issuer)) ? token : null;
  }
}
