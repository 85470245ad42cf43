import { Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { DemoClientOptions } from '../demo-client.options.js';
import { ExchangeRecorder } from '../exchange/exchange-recorder.js';
import { lastSentTo, type HttpExchange } from '../exchange/http-exchange.js';
import { OidcClients } from '../oidc/oidc-clients.js';
import type { Session } from '../sessions/session.js';
import type { Story } from '../story/story.js';
import { toTokens } from '../story/tokens.js';
import type { PendingSignUp } from './pending-sign-up.js';
import { SignUpFailure } from './sign-up-failure.js';

/** Steps A to D: the authorization code flow with PKCE (OAuth 2.1 section 4.1), as OpenID Connect refines it. */
@Injectable()
export class SignUp {
  constructor(
    private readonly options: DemoClientOptions,
    private readonly clients: OidcClients,
    private readonly recorder: ExchangeRecorder,
  ) {}

  /**
   * @returns the authorization request to send the browser to
   * @throws SignUpFailure when the authorization server cannot be asked for its metadata
   */
  async begin(session: Session): Promise<URL> {
    const config = await this.clients.web().catch((error: unknown) => {
      throw SignUpFailure.from(error, {
        issuer: this.options.issuer,
        callbackUrl: null,
        tokenExchange: null,
      });
    });
    const { scope } = this.options.web;
    const codeVerifier = oidc.randomPKCECodeVerifier();
    const state = oidc.randomState();
    const nonce = scope.split(' ').includes('openid') ? oidc.randomNonce() : null;
    const authorizationUrl = oidc.buildAuthorizationUrl(config, {
      redirect_uri: this.options.redirectUri,
      scope,
      resource: this.options.resource,
      state,
      ...(nonce === null ? {} : { nonce }),
      code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    });
    session.expect({ authorizationUrl, state, nonce, codeVerifier });
    return authorizationUrl;
  }

  /**
   * @param query the query of the redirect that came back, with its question mark
   * @throws SignUpFailure whatever goes wrong
   */
  async finish(session: Session | null, query: string): Promise<Story> {
    const callbackUrl = new URL(query, this.options.redirectUri);
    const exchanges: HttpExchange[] = [];
    const pending = session?.takePending();
    if (!pending) throw SignUpFailure.nothingPending();
    try {
      return await this.recorder.into(exchanges, () => this.redeem(pending, callbackUrl, exchanges));
    } catch (error) {
      const tokenExchange = exchanges.find((exchange) => exchange.method === 'POST') ?? null;
      throw SignUpFailure.from(error, { issuer: this.options.issuer, callbackUrl, tokenExchange });
    }
  }

  private async redeem(pending: PendingSignUp, callbackUrl: URL, exchanges: HttpExchange[]): Promise<Story> {
    const config = await this.clients.web();
    // Checks state and iss (RFC 9207) before anything else, and after the exchange the ID token.
    const response = await oidc.authorizationCodeGrant(
      config,
      callbackUrl,
      {
        expectedState: pending.state,
        pkceCodeVerifier: pending.codeVerifier,
        ...(pending.nonce === null ? {} : { expectedNonce: pending.nonce }),
      },
      { resource: this.options.resource },
    );
    const tokens = toTokens(response, null, new Date());
    const idTokenClaims = response.claims() ?? null;
    const userInfo = idTokenClaims && (await this.askUserInfo(config, tokens.accessToken, idTokenClaims.sub));
    const metadata = config.serverMetadata();
    const tokenExchange = lastSentTo(exchanges, metadata.token_endpoint);
    if (!tokenExchange) throw new Error('The token request was not recorded.');
    return {
      authorizationUrl: pending.authorizationUrl,
      callbackUrl,
      tokenExchange,
      keysExchange: lastSentTo(exchanges, metadata.jwks_uri),
      userInfoExchange: lastSentTo(exchanges, metadata.userinfo_endpoint),
      idToken: response.id_token ?? null,
      idTokenClaims,
      userInfo,
      firstTokens: tokens,
      tokens,
      apiExchange: null,
      refresh: null,
      events: [],
    };
  }

  /** The sign-up is valid without it: no answer only means that we do not know the user's name. */
  private async askUserInfo(
    config: oidc.Configuration,
    accessToken: string,
    subject: string,
  ): Promise<oidc.UserInfoResponse | null> {
    if (!config.serverMetadata().userinfo_endpoint) return null;
    return oidc.fetchUserInfo(config, accessToken, subject).catch(() => null);
  }
}
