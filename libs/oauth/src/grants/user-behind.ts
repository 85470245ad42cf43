import { isInForce, type Account, type AccountStore } from '../accounts/account-store.js';
import { invalidGrant } from '../errors/catalogue.js';
import type { Authorization } from '../tokens/authorization.entity.js';

/**
 * The user who allowed it, while what they proved then still counts.
 *
 * @throws invalid_grant when they are gone, disabled or have new credentials
 */
export async function userBehind(
  { subject, authenticatedAt }: Authorization,
  accounts: AccountStore,
): Promise<Account> {
  const account = await accounts.find(subject);
  if (isInForce(account, authenticatedAt)) return account;
  throw invalidGrant.because('user is disabled or has new credentials');
}
