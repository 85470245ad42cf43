import type { Client } from '../clients/client.entity.js';

/** Of the id of an unknown client so much is kept and shown; a client has a shorter one. Characters. */
const MAX_RECEIVED_ID = 255;

/**
 * The request names no client or no redirect URI that can be trusted, so the user sees a page and nobody is
 * redirected (RFC 6749 section 4.1.2.1).
 */
export class Unredirectable extends Error {
  constructor(
    readonly kind: 'unknown-client' | 'redirect-mismatch' | 'malformed',
    readonly description: string,
    readonly client: Client | null,
    /** The redirect URI, or the id of the unknown client. */
    readonly received: string | null,
    /** OAuth error code, for the developer who reads the page. */
    readonly code = 'invalid_request',
  ) {
    super(description);
  }
}

/** @param clientId as it came */
export function unknownClient(clientId: string): Unredirectable {
  const received = clientId.slice(0, MAX_RECEIVED_ID);
  return new Unredirectable('unknown-client', 'No client has this client_id.', null, received);
}
