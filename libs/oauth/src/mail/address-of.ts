import type { Account } from '../accounts/account-store.js';
import { isMailAddress } from './mail.options.js';

/**
 * Where mails about an account go, or null. An address of which the host says that it has not been confirmed may be a
 * stranger's, and a link to a new password would make the account theirs.
 */
export function addressOf({ claims }: Account): string | null {
  return isMailAddress(claims.email) && claims.email_verified !== false ? claims.email : null;
}
