import type { Account } from '../accounts/account-store.js';
import type { AccountView } from './views.js';

/** What a page may show of an account. */
export function toAccountView({ claims, username }: Account): AccountView {
  return { name: String(claims.name ?? username), username };
}
