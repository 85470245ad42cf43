import type { Client } from '../clients/client.entity.js';

/**
 * The scopes that a request asks a user for. None named means all registered ones, but lasting access is only ever
 * asked for by name.
 *
 * @param named already checked: those of the client
 */
export function requestedScopes(client: Client, named: readonly string[]): readonly string[] {
  return named.length > 0 ? named : client.scopes.filter((scope) => scope !== 'offline_access');
}
