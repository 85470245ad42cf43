// file: oauth4webapi.ts
import * as oauth from 'oauth4webapi';

/** Once, at start-up. */
export async function discover(
  issuer: string,
  options: oauth.DiscoveryRequestOptions = {},
): Promise<oauth.AuthorizationServer> {
  const response = await oauth.discoveryRequest(new URL(issuer), options);
  return oauth.processDiscoveryResponse(new URL(issuer), response);
}

/** What an API does with a request: signature, `typ`, `iss`, `aud`, `exp` and, for a bound token, the DPoP proof. */
export async function authorize(
  as: oauth.AuthorizationServer,
  request: Request,
  audience: string,
  scope: string,
  options: oauth.ValidateJWTAccessTokenOptions = {},
): Promise<oauth.JWTAccessTokenClaims> {
  const claims = await oauth.validateJwtAccessToken(as, request, audience, options);
  if (!claims.scope?.split(' ').includes(scope)) throw new Error('insufficient_scope');
  return claims;
}
