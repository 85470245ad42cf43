import { ofClient, settings, type CheckedResource, type ClientRule } from '../rule.js';

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

/** For whom a token is that is exchanged, the rules of the exchange say. */
const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** It asks for what APIs allow, and its tokens are for none of them: an API that looks refuses them all. */
export const scopesWithoutAudience: ClientRule = ({ client }, { scopes: known, resources, issuer }) => {
  if (!known || client.audiences.some((audience) => audience !== issuer)) return [];
  if (client.grantTypes.every((grantType) => grantType === TOKEN_EXCHANGE)) return [];
  const served = new Set([
    ...known.filter(({ isAboutUser }) => isAboutUser).map(({ name }) => name),
    ...resources.filter(({ audience }) => audience === issuer).flatMap(({ scopes }) => scopes),
  ]);
  const scopes = client.scopes.filter((scope) => !served.has(scope));
  if (scopes.length === 0) return [];
  const audience = onlyAudienceOf(scopes, resources);
  const problem = { rule: 'scopes_without_audience', severity: 'medium' } as const;
  if (audience === undefined) return [ofClient(client, { ...problem, details: { scopes } })];
  const fix = settings({ audiences: [audience] });
  return [ofClient(client, { ...problem, details: { scopes, audience }, fix })];
};

/** Where there is one API that all these scopes can be for, and none of them for another, nobody has to decide. */
function onlyAudienceOf(
  scopes: readonly string[],
  resources: readonly CheckedResource[],
): string | undefined {
  const [first, ...others] = resources.filter((resource) =>
    scopes.some((one) => resource.scopes.includes(one)),
  );
  const isForAll = first && others.length === 0 && scopes.every((one) => first.scopes.includes(one));
  return isForAll ? first.audience : undefined;
}
