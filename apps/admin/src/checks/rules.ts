import type { CheckedClient, CheckedKey, Circumstances, ClientRule, Problem, RuleName } from './rule.js';
import { noScopes, scopesWithoutAudience, unknownScopes } from './rules/client-scopes.rule.js';
import { issuerOnHttp, noMail } from './rules/configuration.rule.js';
import { oldKeys } from './rules/keys.rule.js';
import { accessTokenLifetime, refreshTokenLifetime } from './rules/lifetimes.rule.js';
import { owner, termsLink } from './rules/particulars.rule.js';
import { pkce } from './rules/pkce.rule.js';
import { httpRedirectUris, loopbackRedirectUris, wildcardRedirectUris } from './rules/redirect-uris.rule.js';
import { scopesWithoutText, unusedScopes } from './rules/scopes.rule.js';
import { expiredSecrets, expiringSecrets, noLiveSecret, unusedSecrets } from './rules/secrets.rule.js';

const CLIENT_RULES: readonly ClientRule[] = [
  pkce,
  wildcardRedirectUris,
  httpRedirectUris,
  loopbackRedirectUris,
  accessTokenLifetime,
  refreshTokenLifetime,
  noLiveSecret,
  expiredSecrets,
  expiringSecrets,
  unusedSecrets,
  noScopes,
  unknownScopes,
  scopesWithoutAudience,
  termsLink,
  owner,
];

/** Everything that is wrong with a client. A disabled one can do nothing, so nothing about it is urgent. */
export function checkClient(subject: CheckedClient, circumstances: Circumstances): Problem[] {
  if (subject.client.disabledAt !== null) return [];
  return CLIENT_RULES.flatMap((rule) => rule(subject, circumstances));
}

/**
 * Everything that is wrong with the installation itself.
 *
 * @param keys the ones that sign now
 * @param usedScopes the scopes of all clients
 */
export function checkInstallation(
  keys: readonly CheckedKey[],
  usedScopes: ReadonlySet<string>,
  circumstances: Circumstances,
): Problem[] {
  const { scopes } = circumstances;
  return [
    ...oldKeys(keys, circumstances),
    ...issuerOnHttp(circumstances),
    ...noMail(circumstances),
    ...(scopes ? [...unusedScopes(scopes, usedScopes), ...scopesWithoutText(scopes)] : []),
  ];
}

/** Rules that cannot be judged at the moment: what they found before stays. */
export function silentRules({ scopes, server }: Circumstances): ReadonlySet<RuleName> {
  return new Set<RuleName>([
    ...(scopes
      ? []
      : (['unknown_scope', 'scopes_without_audience', 'scope_unused', 'scope_text_missing'] as const)),
    ...(server ? [] : (['mail_missing'] as const)),
  ]);
}
