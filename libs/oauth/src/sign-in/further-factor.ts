import type { Account } from '../accounts/account-store.js';
import type { EndpointName } from '../wire/endpoint-names.js';

/** Hook between a right password and a session: what else must a user prove? */
export abstract class FurtherFactor {
  /**
   * @param account as `AccountStore.authenticate` returned it
   * @returns the page that asks for it, or null when the password is enough
   */
  abstract pageFor(account: Account): Promise<EndpointName | null>;
}
