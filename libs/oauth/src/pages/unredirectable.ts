import type { Client } from '../clients/client.entity.js';

/**
 * The request names no client or no redirect URI that can be trusted, so the user sees a page and nobody is
 * redirected (RFC 6749 section 4.1.2.1).
 */
export class Unredirectable extends Error {
  constructor(
    readonly kind: 'unknown-client' | 'redirect-mismatch' | 'malformed',
    readonly description: string,
    readonly client: Client | null,
    readonly received: string | null,
    /** OAuth error code, for the developer who reads the page. */
    readonly code = 'invalid_request',
  ) {
    super(description);
  }
}
