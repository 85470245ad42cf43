import { AccountStore } from '../accounts/account-store.js';
import { isPublic, type Client } from '../clients/client.entity.js';
import { claimsOf } from '../accounts/standard-claims.js';
import { invalidGrant } from '../errors/catalogue.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
import type { Approval, Consumption } from '../tokens/approval.js';
import { Authorization } from '../tokens/authorization.entity.js';
import { Authorizations } from '../tokens/authorizations.js';
import { RefreshToken } from '../tokens/refresh-token.entity.js';
import { judgePresentation } from '../tokens/rotation.js';
import { TokenIssuer } from '../tokens/token-issuer.js';
import { audienceFor } from './audience.js';
import { stillAllowed } from './still-allowed.js';
import { GrantType, type Grant } from './grant-type.decorator.js';
import { userBehind } from './user-behind.js';
import type { TokenRequest } from './token-request.js';

/** RFC 6749 section 6 with rotation, reuse detection and a grace window (RFC 9700 section 4.14.2). */
@GrantType('refresh_token')
export class RefreshTokenGrant implements Grant {
  constructor(
    private readonly database: Database,
    private readonly authorizations: Authorizations,
    private readonly accounts: AccountStore,
    private readonly issuer: TokenIssuer,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  async approve(request: TokenRequest): Promise<Approval> {
    const presented = request.required('refresh_token');
    const { token, authorization, consumes } = await this.judge(request, presented);
    const now = this.clock.now();
    if (authorization.revokedAt !== null) throw invalidGrant.because('authorization is revoked');
    if (token.expiresAt <= now || token.idleExpiresAt <= now)
      throw invalidGrant.because('refresh token has expired');
    const account = await userBehind(authorization, this.accounts);
    return {
      client: request.client,
      subject: authorization.subject,
      // Narrower scopes shape this access token only; the refresh token keeps them all (RFC 6749 section 6). What the
      // client was deprived of meanwhile is not issued again.
      scopes: request.scopesWithin(stillAllowed(authorization.scopes, request.client)),
      audience: audienceFor(
        request.client,
        request.optional('resource'),
        authorization.resources,
        this.options.issuer,
      ),
      authorization,
      idTokenClaims: claimsOf(account, authorization.claims?.idToken ?? []),
      nonce: null,
      consumes,
    };
  }

  /** Finds the family of the presented token and says what its presentation means. */
  private async judge(
    request: TokenRequest,
    presented: string,
  ): Promise<{ token: RefreshToken; authorization: Authorization; consumes: Consumption }> {
    const value = this.issuer.recognise(presented);
    const found =
      value && (await this.database.findWith(RefreshToken, { id: value.family }, Authorization, 'id'));
    if (!value || !found || !found[1]) throw invalidGrant.because('unknown refresh token');
    const [token, authorization] = found;
    // Somebody else's refresh token: the owner's family is not harmed by it.
    if (authorization.clientId !== request.client.clientId) {
      throw invalidGrant.because('refresh token of another client');
    }
    // Whoever cannot prove its key gets nothing and harms nobody (RFC 9449 section 5).
    if (token.dpopJkt !== null && token.dpopJkt !== request.dpopJkt) {
      throw invalidGrant.because('refresh token is bound to another key');
    }
    switch (judgePresentation(token, value, this.clock.now(), this.options.refresh.graceSeconds * 1000)) {
      case 'current':
        return { token, authorization, consumes: { kind: useFor(request.client), token, presented } };
      case 'repeat':
        return { token, authorization, consumes: { kind: 'refresh_token_repeat', token, presented } };
      case 'late':
        throw invalidGrant.because('a successor of this refresh token is in use');
      case 'reused':
        await this.authorizations.revoke(authorization, 'refresh_token.reused', {
          presented: value.generation,
          current: token.generation,
        });
        throw invalidGrant.because('refresh token was used before');
    }
  }
}

/**
 * Whether a use retires the token (policy P9). It may stay only where a thief could do nothing with it: the client
 * authenticates to use it and gets tokens that are bound to its key.
 */
function useFor(client: Client): 'refresh_token' | 'refresh_token_kept' {
  const isConstrained = !isPublic(client) && client.dpopBoundAccessTokens;
  return client.refreshPolicy === 'reuse' && isConstrained ? 'refresh_token_kept' : 'refresh_token';
}
