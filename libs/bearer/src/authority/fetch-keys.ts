import type { JSONWebKeySet } from 'jose';
import { authorityUnavailable } from '../challenges/refusals.js';
import { ask } from './ask.js';
import type { IssuerMetadata } from './issuer-metadata.js';
import type { OutgoingHttp } from './outgoing-http.js';

export interface KeySource {
  /** Asked directly when given, otherwise the issuer's metadata tells it. */
  readonly jwksUri?: string;
  readonly timeoutSeconds: number;
}

/**
 * Fetches the issuer's key set (RFC 7517).
 *
 * @throws BearerError 503
 */
export async function fetchKeys(
  source: KeySource,
  metadata: IssuerMetadata,
  http: OutgoingHttp,
): Promise<JSONWebKeySet> {
  // One deadline for both documents, so that a slow authority cannot take twice the time.
  const signal = AbortSignal.timeout(source.timeoutSeconds * 1000);
  const url = source.jwksUri ?? (await metadata.endpoint('jwks_uri', signal));
  try {
    const { status, json } = await ask(http, url, { headers: { accept: 'application/json' }, signal });
    if (json === undefined) throw authorityUnavailable(`${url} answered ${status}`);
    if (!Array.isArray(json['keys'])) throw authorityUnavailable(`${url} is not a key set`);
    return json as unknown as JSONWebKeySet;
  } catch (error) {
    metadata.forget();
    throw error;
  }
}
