import type { Client } from '../clients/client.entity.js';
import { invalidScope } from '../errors/catalogue.js';
import { isSubset, parseScope } from '../primitives/scope.js';

/**
 * The scopes that a request asks a user for. None named means all registered ones, but lasting access is only ever
 * asked for by name.
 *
 * @param text the parameter `scope`, as it came
 * @throws invalid_scope
 */
export function scopesRequested(client: Client, text = ''): readonly string[] {
  const named = parseScope(text);
  if (!named || !isSubset(named, client.scopes)) throw invalidScope;
  return named.length > 0 ? named : client.scopes.filter((scope) => scope !== 'offline_access');
}
