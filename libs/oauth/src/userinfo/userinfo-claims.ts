import type { Account } from '../accounts/account-store.js';
import { claimsOf } from '../accounts/standard-claims.js';
import type { AllowedClaims } from '../tokens/authorization.entity.js';

/**
 * What the userinfo endpoint says about a user (OpenID Connect Core section 5.3).
 *
 * @param released by the scopes of the access token
 * @param allowed claims that the authorization request named one by one
 */
export function userinfoClaims(
  account: Account,
  released: readonly string[],
  allowed: AllowedClaims | null,
): Readonly<Record<string, unknown>> {
  const names = [...released, ...(allowed?.userinfo ?? [])];
  return { sub: account.subject, ...claimsOf(account, names) };
}
