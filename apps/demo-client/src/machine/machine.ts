import { Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { DemoClientOptions } from '../demo-client.options.js';
import { ExchangeRecorder } from '../exchange/exchange-recorder.js';
import { lastSentTo, type HttpExchange } from '../exchange/http-exchange.js';
import { ApiClient } from '../oidc/api-client.js';
import { OidcClients } from '../oidc/oidc-clients.js';
import type { MachineStory } from './machine-story.js';

/** The client that acts for itself: client_credentials (OAuth 2.1 section 4.2), then one API request. */
@Injectable()
export class Machine {
  constructor(
    private readonly options: DemoClientOptions,
    private readonly clients: OidcClients,
    private readonly api: ApiClient,
    private readonly recorder: ExchangeRecorder,
  ) {}

  async run(): Promise<MachineStory> {
    const config = await this.clients.machine();
    const exchanges: HttpExchange[] = [];
    const parameters = { scope: this.options.machine?.scope ?? '', resource: this.options.resource };
    const response = await this.recorder
      .into(exchanges, () => oidc.clientCredentialsGrant(config, parameters))
      .catch(() => null);
    const tokenExchange = lastSentTo(exchanges, config.serverMetadata().token_endpoint);
    if (!tokenExchange) throw new Error('The token request was not sent.');
    const accessToken = response?.access_token ?? null;
    const apiExchange = accessToken === null ? null : await this.api.moments(config, accessToken);
    return { tokenExchange, accessToken, apiExchange };
  }
}
