import { Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { DemoClientOptions } from '../demo-client.options.js';
import { ExchangeRecorder } from '../exchange/exchange-recorder.js';
import type { HttpExchange } from '../exchange/http-exchange.js';

/** The resource server of the story, with an access token in the Authorization header (RFC 6750 section 2.1). */
@Injectable()
export class ApiClient {
  constructor(
    private readonly options: DemoClientOptions,
    private readonly recorder: ExchangeRecorder,
  ) {}

  /** @returns what was sent and answered, be it 200, 401 or nothing at all */
  async moments(config: oidc.Configuration, accessToken: string): Promise<HttpExchange> {
    const exchanges: HttpExchange[] = [];
    const url = this.options.apiUrl('/moments');
    const headers = new Headers({ accept: 'application/json' });
    try {
      await this.recorder.into(exchanges, () =>
        oidc.fetchProtectedResource(config, accessToken, url, 'GET', null, headers),
      );
    } catch (error) {
      // openid-client throws for a challenge; the recorded answer tells more than the error.
      if (exchanges.length === 0) throw error;
    }
    const exchange = exchanges.at(-1);
    if (!exchange) throw new Error('The API request was not recorded.');
    return exchange;
  }
}
