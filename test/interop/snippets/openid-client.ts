// file: openid-client.ts
import * as oidc from 'openid-client';

/** Once, at start-up: `discovery(new URL(issuer), clientId, undefined, ClientSecretBasic(secret))`. */
export type Configuration = oidc.Configuration;

/** Send the browser to `url`, and keep `checks` in its session. */
export async function beginSignIn(
  config: Configuration,
  redirectUri: string,
  more: Record<string, string> = {},
) {
  const checks = {
    pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
  };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid profile email offline_access',
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...more,
  });
  return { url, checks };
}

/** At the redirect URI. State, `iss`, nonce and ID token are checked on the way. */
export async function finishSignIn(
  config: Configuration,
  callback: URL,
  checks: oidc.AuthorizationCodeGrantChecks,
) {
  const tokens = await oidc.authorizationCodeGrant(config, callback, checks);
  const user = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims()!.sub);
  return { tokens, user };
}
