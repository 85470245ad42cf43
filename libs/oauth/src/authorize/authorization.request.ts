import { scopeOfClaim } from '../accounts/standard-claims.js';
import type { SignInWish } from '../interaction/sign-in-wish.js';
import type { AllowedClaims } from '../tokens/authorization.entity.js';
import type { ResponseTarget } from './authorization.response.js';

/** What is read of a request; everything else in it is ignored (RFC 6749 section 3.1). */
export const AUTHORIZATION_PARAMETERS: ReadonlySet<string> = new Set([
  ...['client_id', 'redirect_uri', 'response_type', 'response_mode', 'scope', 'state', 'nonce', 'prompt'],
  ...['max_age', 'ui_locales', 'login_hint', 'id_token_hint', 'acr_values', 'claims', 'resource'],
  ...['code_challenge', 'code_challenge_method', 'dpop_jkt', 'request', 'request_uri', 'registration'],
]);

/** A client asks a user for permission: what our pages need to know of it, whichever way it came. */
export interface PermissionRequest extends SignInWish {
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Claims asked for one by one (OpenID Connect Core section 5.5), as far as the client may have them. */
  readonly claims: AllowedClaims | null;
  /** RFC 8707. */
  readonly resources: readonly string[];
}

/** A checked authorization request (RFC 6749 section 4.1.1). Stored as it is between the pages. */
export interface AuthorizationRequest extends PermissionRequest, ResponseTarget {
  readonly nonce: string | null;
  /** S256; null only for a confidential client whose PKCE switch is off. */
  readonly codeChallenge: string | null;
  /** Thumbprint of the key that the code is for (RFC 9449 section 10). */
  readonly dpopJkt: string | null;
}

/** A device's request has no redirect URI (RFC 8628). */
export function isAuthorizationRequest(request: SignInWish): request is AuthorizationRequest {
  return 'redirectUri' in request;
}

/**
 * What the user is asked for: the scopes, and for claims that are asked for one by one the scopes that cover them. Such
 * a claim needs the same permission; the token does not get the scope.
 */
export function permissionsOf({ scopes, claims }: PermissionRequest): readonly string[] {
  const covering = [...(claims?.userinfo ?? []), ...(claims?.idToken ?? [])].map((name) =>
    scopeOfClaim(name)!,
  );
  return [...new Set([...scopes, ...covering])];
}

/** Of claims that are named one by one, those that these scopes cover. */
export function claimsCoveredBy(
  scopes: readonly string[],
  { userinfo, idToken }: AllowedClaims,
): AllowedClaims {
  const covered = (names: readonly string[]): readonly string[] =>
    names.filter((name) => scopes.includes(scopeOfClaim(name)!));
  return { userinfo: covered(userinfo), idToken: covered(idToken) };
}
