import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import * as oidc from 'openid-client';
import { DemoClientOptions, type ClientCredentials } from '../demo-client.options.js';
import { ExchangeRecorder } from '../exchange/exchange-recorder.js';
import { isLoopback } from './loopback.js';

/** Seconds that the authorization server and the API have for one answer. */
const TIMEOUT_SECONDS = 5;

/**
 * The registered clients as openid-client sees them. Discovery runs at first use, because the authorization
 * server may start after us, and again at the next use if it failed.
 */
@Injectable()
export class OidcClients {
  private readonly discovered = new Map<string, Promise<oidc.Configuration>>();

  constructor(
    private readonly options: DemoClientOptions,
    private readonly recorder: ExchangeRecorder,
  ) {}

  /**
   * The confidential web client that signs users up.
   *
   * @throws ServiceUnavailableException when discovery fails; `cause` is openid-client's reason
   */
  web(): Promise<oidc.Configuration> {
    return this.discoverOnce(this.options.web);
  }

  /** @throws Error when no machine client is configured */
  machine(): Promise<oidc.Configuration> {
    if (!this.options.machine) throw new Error('No machine client is configured.');
    return this.discoverOnce(this.options.machine);
  }

  private discoverOnce(credentials: ClientCredentials): Promise<oidc.Configuration> {
    const known = this.discovered.get(credentials.clientId);
    if (known) return known;
    const pending = this.discover(credentials).catch((cause: unknown) => {
      this.discovered.delete(credentials.clientId);
      throw new ServiceUnavailableException('The authorization server’s metadata could not be read.', {
        cause,
      });
    });
    this.discovered.set(credentials.clientId, pending);
    return pending;
  }

  private discover({ clientId, clientSecret }: ClientCredentials): Promise<oidc.Configuration> {
    const issuer = new URL(this.options.issuer);
    return oidc.discovery(issuer, clientId, undefined, oidc.ClientSecretBasic(clientSecret), {
      [oidc.customFetch]: this.recorder.fetch,
      timeout: TIMEOUT_SECONDS,
      execute: isLoopback(issuer)
        ? [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks]
        : // The ID token's signature is checked even where TLS alone would satisfy OIDC Core 3.1.3.7.
          [oidc.enableNonRepudiationChecks],
    });
  }
}
