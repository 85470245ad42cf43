import { Injectable } from '@nestjs/common';
import type { Client } from '../clients/client.entity.js';
import { Database } from '../storage/database.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import { Authorization } from '../tokens/authorization.entity.js';
import { Authorizations } from '../tokens/authorizations.js';
import { TokenIssuer } from '../tokens/token-issuer.js';

/** RFC 7009: ends a token of the calling client. */
@Injectable()
export class Revocation {
  constructor(
    private readonly database: Database,
    private readonly accessTokens: AccessTokens,
    private readonly authorizations: Authorizations,
    private readonly issuer: TokenIssuer,
  ) {}

  /**
   * An unknown token is already as good as revoked, and another client's is left alone; neither is an error
   * (section 2.2). The two formats cannot be confused, so `token_type_hint` is not needed.
   */
  async revoke(client: Client, value: string): Promise<void> {
    const refreshToken = this.issuer.recognise(value);
    if (refreshToken) {
      // Its access tokens end with it (section 2.1), so the whole authorization goes.
      const authorization = await this.database.find(Authorization, { id: refreshToken.family });
      if (authorization?.clientId === client.clientId) {
        await this.authorizations.revoke(authorization, 'refresh_token.revoked');
      }
      return;
    }
    const token = await this.accessTokens.find(value);
    if (token?.clientId === client.clientId) await this.accessTokens.revoke(token);
  }
}
