import { ofClient, settings, type ClientRule } from '../rule.js';

/** Its tokens allow nothing; whatever accepts them does not look at scopes. */
export const noScopes: ClientRule = ({ client }) =>
  client.scopes.length === 0 && client.grantTypes.length > 0
    ? [ofClient(client, { rule: 'no_scopes', severity: 'low' })]
    : [];

/** Nobody has said what it means: the consent page has no words for it, and it may be a slip of the pen. */
export const unknownScopes: ClientRule = ({ client }, { scopes }) => {
  if (!scopes) return [];
  const known = new Set(scopes.map(({ name }) => name));
  const unknown = client.scopes.filter((scope) => !known.has(scope));
  if (unknown.length === 0) return [];
  const details = { scopes: unknown };
  const fix = settings({ scopes: client.scopes.filter((scope) => known.has(scope)) });
  return [ofClient(client, { rule: 'unknown_scope', severity: 'medium', details, fix })];
};
