import { fetchKeys } from '../authority/fetch-keys.js';
import { IntrospectionEndpoint } from '../authority/introspection-endpoint.js';
import { IssuerMetadata } from '../authority/issuer-metadata.js';
import { KeySet } from '../authority/key-set.js';
import type { OutgoingHttp } from '../authority/outgoing-http.js';
import type { ResolvedBearerOptions } from '../resolved-bearer.options.js';
import { IntrospectionVerifier } from './introspection.verifier.js';
import { JwtVerifier } from './jwt.verifier.js';
import type { TokenVerifier } from './token-verifier.js';

/** The verifier of the chosen mode. Nothing is fetched yet: the authority may still be down. */
export function verifierFor(options: ResolvedBearerOptions, http: OutgoingHttp): TokenVerifier {
  const metadata = new IssuerMetadata(options.issuer, http);
  const { introspect, timeoutSeconds } = options;
  if (introspect) {
    const endpoint = new IntrospectionEndpoint({ ...introspect, timeoutSeconds }, metadata, http);
    return new IntrospectionVerifier({ ...options, cacheSeconds: introspect.cacheSeconds }, endpoint);
  }
  const keys = new KeySet(() => fetchKeys(options, metadata, http), {
    cacheSeconds: options.jwksCacheSeconds,
    cooldownSeconds: options.jwksCooldownSeconds,
  });
  return new JwtVerifier(options, keys);
}
