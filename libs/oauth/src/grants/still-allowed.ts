import type { Client } from '../clients/client.entity.js';

/** Of the scopes a user allowed once, those the client may still have: an administrator can take some away later. */
export function stillAllowed(scopes: readonly string[], client: Client): readonly string[] {
  return scopes.filter((scope) => client.scopes.includes(scope));
}
