import { authorityUnavailable } from '../challenges/refusals.js';
import { ask } from './ask.js';
import type { OutgoingHttp } from './outgoing-http.js';
import { isSecureUrl } from './secure-url.js';

/** The metadata document of the issuer (RFC 8414, OpenID Connect Discovery), read when first needed and kept. */
export class IssuerMetadata {
  private known?: Promise<Record<string, unknown>>;

  constructor(
    private readonly issuer: string,
    private readonly http: OutgoingHttp,
  ) {}

  /**
   * @param name a metadata member that holds an endpoint
   * @param signal ends the exchange in time
   * @throws BearerError 503 when the document cannot be had, is another issuer's, or lacks the endpoint
   */
  async endpoint(name: 'jwks_uri' | 'introspection_endpoint', signal: AbortSignal): Promise<string> {
    this.known ??= this.read(signal);
    try {
      const value = (await this.known)[name];
      if (typeof value === 'string' && isSecureUrl(value)) return value;
      throw authorityUnavailable(`the metadata of ${this.issuer} has no https ${name}`);
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  /** An endpoint did not answer: it may have moved, so the document is read anew next time. */
  forget(): void {
    this.known = undefined;
  }

  private async read(signal: AbortSignal): Promise<Record<string, unknown>> {
    for (const url of metadataUrls(this.issuer)) {
      const { json } = await ask(this.http, url, { headers: { accept: 'application/json' }, signal });
      if (json === undefined) continue;
      // RFC 8414 section 3.3: the issuer in the document must be identical to ours, or it must not be used.
      if (json['issuer'] !== this.issuer) {
        throw authorityUnavailable(`${url} describes another issuer than ${this.issuer}`);
      }
      return json;
    }
    throw authorityUnavailable(`no metadata document found for ${this.issuer}`);
  }
}

/** RFC 8414 section 3.1 puts the well-known part before the path of the issuer, OpenID Connect after it. */
export function metadataUrls(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
}
