// file: simple-oauth2.ts
import { createHash, randomBytes } from 'node:crypto';
import { AuthorizationCode, ClientCredentials } from 'simple-oauth2';

/** The paths and the client authentication (Basic) that the library uses by itself are right. */
const moduleOptions = (issuer: string, id: string, secret: string) => ({
  client: { id, secret },
  auth: { tokenHost: issuer },
});

/** Send the browser to `url`, and keep `state` and `verifier` in its session. */
export function beginSignIn(client: AuthorizationCode, redirectUri: string) {
  const state = randomBytes(32).toString('base64url');
  const verifier = randomBytes(32).toString('base64url');
  const request = {
    redirect_uri: redirectUri,
    scope: ['profile', 'orders:read'],
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  return { url: client.authorizeURL(request), state, verifier };
}

/** At the redirect URI. Compare `state` and `iss` first: the library does not. */
export function finishSignIn(client: AuthorizationCode, redirectUri: string, code: string, verifier: string) {
  const request = { code, redirect_uri: redirectUri, code_verifier: verifier };
  return client.getToken(request);
}

export function webClient(issuer: string, clientId: string, secret: string): AuthorizationCode {
  return new AuthorizationCode(moduleOptions(issuer, clientId, secret));
}

export function machineClient(issuer: string, clientId: string, secret: string): ClientCredentials {
  return new ClientCredentials(moduleOptions(issuer, clientId, secret));
}
