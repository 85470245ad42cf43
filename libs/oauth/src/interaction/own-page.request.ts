import type { EndpointName } from '../wire/endpoint-names.js';
import type { SignInWish } from './sign-in-wish.js';

/** A page of our own wants its user signed in: no client waits, nothing is permitted. */
export interface OwnPageRequest extends SignInWish {
  /** Where the user goes afterwards. */
  readonly ownPage: EndpointName;
}

export function isOwnPageRequest(request: object): request is OwnPageRequest {
  return 'ownPage' in request;
}

/**
 * @param maxAge how old the sign-in may be; seconds, null for any age
 * @param acrValues how the user must have signed in; empty for any way
 */
export function ownPageRequest(
  ownPage: EndpointName,
  maxAge: number | null,
  acrValues: readonly string[] = [],
): OwnPageRequest {
  return {
    ownPage,
    prompt: [],
    maxAge,
    acrValues,
    essentialAcr: false,
    loginHint: null,
    hintedSubject: null,
    uiLocales: null,
  };
}
