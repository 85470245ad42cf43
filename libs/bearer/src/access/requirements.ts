import type { AccessToken } from '../access-token.js';
import type { BearerError } from '../challenges/bearer.error.js';
import { insufficientScope, insufficientUserAuthentication } from '../challenges/refusals.js';
import type { Requirements } from './access.js';

/** When it is, and how far the clocks may differ. Seconds. */
export interface Time {
  readonly now: number;
  readonly clockToleranceSeconds: number;
}

/**
 * What a good token lacks for a route. The sign-in goes before the scopes: its challenge names them as well, so one
 * new authorization request can mend both (RFC 9470 section 3).
 *
 * @returns undefined when nothing is missing
 */
export function unmet(
  token: AccessToken,
  { scopes, acr, maxAge }: Requirements,
  { now, clockToleranceSeconds }: Time,
): BearerError | undefined {
  const asksForSignIn = acr !== undefined || maxAge !== undefined;
  if (asksForSignIn && token.isClientToken) {
    return insufficientUserAuthentication('A user must sign in: this access token is for no user.');
  }
  if (acr && (token.acr === undefined || !acr.includes(token.acr))) {
    return insufficientUserAuthentication('The user must sign in in another way.');
  }
  if (maxAge !== undefined && now - (token.authTime ?? -Infinity) > maxAge + clockToleranceSeconds) {
    return insufficientUserAuthentication('The user must sign in again.');
  }
  if (token.allows(...scopes)) return undefined;
  return insufficientScope(scopes.filter((scope) => !token.allows(scope)));
}
