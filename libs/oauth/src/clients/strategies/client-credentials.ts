import type { ClientAuthMethod } from '../client.entity.js';

/** What a client presented to prove who it is. */
export interface ClientCredentials {
  readonly method: ClientAuthMethod;
  readonly clientId: string;
  /** Null for a public client. */
  readonly secret: string | null;
}
