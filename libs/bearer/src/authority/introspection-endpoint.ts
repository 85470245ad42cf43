import { Logger } from '@nestjs/common';
import { authorityUnavailable, invalidToken } from '../challenges/refusals.js';
import { ask } from './ask.js';
import type { IssuerMetadata } from './issuer-metadata.js';
import type { OutgoingHttp } from './outgoing-http.js';

export interface IntrospectionOptions {
  /** Asked directly when given, otherwise the issuer's metadata tells it. */
  readonly endpoint?: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly timeoutSeconds: number;
}

/** Token introspection (RFC 7662) with the resource server's own client id and secret. */
export class IntrospectionEndpoint {
  private readonly logger = new Logger('BearerModule');
  private readonly authorization: string;
  private failing = false;

  constructor(
    private readonly options: IntrospectionOptions,
    private readonly metadata: IssuerMetadata,
    private readonly http: OutgoingHttp,
  ) {
    this.authorization = basic(options.clientId, options.clientSecret);
  }

  /**
   * @param token as presented
   * @returns the response of an active token
   * @throws BearerError 401 when the token is not active, 503 when the authority gave no usable answer
   */
  async introspect(token: string): Promise<Record<string, unknown>> {
    const answer = await this.answerFor(token);
    if (answer['active'] !== true) throw invalidToken('the authority says that the token is not active');
    return answer;
  }

  private async answerFor(token: string): Promise<Record<string, unknown>> {
    try {
      const answer = await this.post(token);
      if (this.failing) this.logger.log('The authority answers again.');
      this.failing = false;
      return answer;
    } catch (error) {
      this.metadata.forget();
      if (!this.failing) this.logger.warn(`Introspection fails: ${(error as { detail?: string }).detail}`);
      this.failing = true;
      throw error;
    }
  }

  private async post(token: string): Promise<Record<string, unknown>> {
    // One deadline for everything, so that a slow authority cannot take twice the time.
    const signal = AbortSignal.timeout(this.options.timeoutSeconds * 1000);
    const url = this.options.endpoint ?? (await this.metadata.endpoint('introspection_endpoint', signal));
    const { status, json } = await ask(this.http, url, {
      method: 'POST',
      headers: { accept: 'application/json', authorization: this.authorization },
      body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
      signal,
    });
    if (status === 400 || status === 401 || status === 403) {
      throw authorityUnavailable(
        `${url} answered ${status}: check introspect.clientId and introspect.clientSecret`,
      );
    }
    if (json === undefined) throw authorityUnavailable(`${url} answered ${status}`);
    // RFC 7662 section 2.2: `active` is required; without it this is no introspection response.
    if (typeof json['active'] !== 'boolean') throw authorityUnavailable(`${url} answered without "active"`);
    return json;
  }
}

/** RFC 6749 section 2.3.1: id and secret are form-encoded before they are joined. */
function basic(clientId: string, clientSecret: string): string {
  const pair = `${formEncode(clientId)}:${formEncode(clientSecret)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function formEncode(value: string): string {
  return new URLSearchParams({ v: value }).toString().slice('v='.length);
}
