import { isPublic } from '../clients/client.entity.js';
import { unauthorizedClient } from '../errors/catalogue.js';
import { ResolvedOptions } from '../oauth.options.js';
import type { Approval } from '../tokens/approval.js';
import { audienceFor } from './audience.js';
import { GrantType, type Grant } from './grant-type.decorator.js';
import { scopeRefusal } from './requested-scopes.js';
import type { TokenRequest } from './token-request.js';

/** Scopes that speak about a user; there is none here. */
const USER_SCOPES = new Set(['openid', 'profile', 'email', 'address', 'phone', 'offline_access']);

/** RFC 6749 section 4.4: the client acts for itself. No refresh token, no ID token. */
@GrantType('client_credentials')
export class ClientCredentialsGrant implements Grant {
  constructor(private readonly options: ResolvedOptions) {}

  async approve(request: TokenRequest): Promise<Approval> {
    const { client } = request;
    if (isPublic(client)) throw unauthorizedClient;
    const allowed = request.scopesWithin(client.scopes);
    const scopes = allowed.filter((scope) => !USER_SCOPES.has(scope));
    if (scopes.length === 0 && request.optional('scope') !== undefined) {
      throw scopeRefusal(client, allowed, scopes);
    }
    return {
      client,
      subject: client.clientId,
      scopes,
      audience: audienceFor(client, request.optional('resource'), [], this.options.issuer),
      authorization: null,
      nonce: null,
      consumes: null,
    };
  }
}
