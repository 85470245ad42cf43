import type { Client } from '../clients/client.entity.js';
import { invalidScope } from '../errors/catalogue.js';
import type { OAuthError } from '../errors/oauth-error.js';
import { sayable } from '../errors/sayable.js';
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
  if (!named || !isSubset(named, client.scopes)) throw scopeRefusal(client, named, client.scopes);
  return named.length > 0 ? named : client.scopes.filter((scope) => scope !== 'offline_access');
}

/**
 * @param named what was asked for; undefined when that is no list of scopes
 * @returns invalid_scope that names what is not allowed
 */
export function scopeRefusal(
  { clientId }: Client,
  named: readonly string[] | undefined,
  allowed: readonly string[],
): OAuthError {
  if (!named) return invalidScope.because('malformed, for the client %s', clientId);
  const refused = named.filter((scope) => !allowed.includes(scope)).join(' ');
  return invalidScope
    .describe(`The requested scope is invalid: ${sayable(refused)}.`)
    .because('for the client %s', clientId);
}
