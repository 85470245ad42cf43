import { Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { DemoClientOptions } from '../demo-client.options.js';
import { errorResponse } from '../exchange/error-response.js';
import { ExchangeRecorder } from '../exchange/exchange-recorder.js';
import { lastSentTo, type HttpExchange } from '../exchange/http-exchange.js';
import { ApiClient } from '../oidc/api-client.js';
import { OidcClients } from '../oidc/oidc-clients.js';
import { addEvent, type Story, type Tokens } from './story.js';
import { toTokens } from './tokens.js';

/** How a sign-out ended at the authorization server. */
export type Revocation = 'revoked' | 'not-revoked';

/** Carries a story on after its sign-up: API requests, refreshes, the end. */
@Injectable()
export class StoryTeller {
  constructor(
    private readonly options: DemoClientOptions,
    private readonly clients: OidcClients,
    private readonly api: ApiClient,
    private readonly recorder: ExchangeRecorder,
  ) {}

  async begin(story: Story): Promise<void> {
    addEvent(story, 'Signed up: a code was exchanged for tokens', true);
    await this.callApi(story);
  }

  /** Steps E and F. A refusal is a part of the story, not a failure of the page. */
  async callApi(story: Story): Promise<void> {
    const exchange = await this.api.moments(await this.clients.web(), story.tokens.accessToken);
    story.apiExchange = exchange;
    const outcome = exchange.answer
      ? `answered ${exchange.answer.status}`
      : `did not answer (${exchange.failure})`;
    addEvent(story, `The API ${outcome}`, exchange.answer?.status === 200);
  }

  /** The refresh_token grant (OAuth 2.1 section 4.3). Without a refresh token nothing is sent. */
  async refresh(story: Story): Promise<void> {
    const before = story.tokens;
    if (before.refreshToken === null) return;
    const config = await this.clients.web();
    const exchanges: HttpExchange[] = [];
    const refreshed = await this.recorder
      .into(exchanges, () => this.requestTokens(config, before))
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
    const exchange = lastSentTo(exchanges, config.serverMetadata().token_endpoint);
    if (!exchange) throw refreshed;
    const failed = refreshed instanceof Error;
    if (!failed) story.tokens = refreshed;
    story.refresh = {
      exchange,
      before,
      after: failed ? null : refreshed,
      refusal: failed ? (errorResponse(exchange)?.error ?? exchange.failure ?? refreshed.message) : null,
    };
    addEvent(story, failed ? 'The refresh was refused' : 'The refresh token brought new tokens', !failed);
  }

  /** Gives the grant back (RFC 7009); the caller forgets the tokens in any case. */
  async revoke(story: Story): Promise<Revocation> {
    const { refreshToken, accessToken } = story.tokens;
    try {
      await oidc.tokenRevocation(await this.clients.web(), refreshToken ?? accessToken, {
        token_type_hint: refreshToken ? 'refresh_token' : 'access_token',
      });
      return 'revoked';
    } catch {
      return 'not-revoked';
    }
  }

  /**
   * Where the browser ends its session at the authorization server too (OpenID Connect RP-Initiated Logout).
   *
   * @returns null when that server has no such endpoint, or no ID token can say whose session it is
   */
  async farewell({ idToken }: Story, outcome: Revocation): Promise<URL | null> {
    const config = await this.clients.web().catch(() => null);
    if (idToken === null || !config?.serverMetadata().end_session_endpoint) return null;
    return oidc.buildEndSessionUrl(config, {
      id_token_hint: idToken,
      post_logout_redirect_uri: this.options.signedOutUri,
      state: outcome,
    });
  }

  private async requestTokens(config: oidc.Configuration, before: Tokens): Promise<Tokens> {
    const response = await oidc.refreshTokenGrant(config, before.refreshToken ?? '', {
      resource: this.options.resource,
    });
    return toTokens(response, before, new Date());
  }
}
