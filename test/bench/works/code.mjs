import { hash, randomBytes } from 'node:crypto';
import { basic, post } from '../load/requests.mjs';
import { tokensOf, WrongAnswer } from './checks.mjs';

/** An authorization request with a fresh PKCE pair and state (RFC 7636, RFC 9700 section 2.1). */
export function authorizationRequest({ endpoints, clients, redirectUri }, scope, more = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(12).toString('base64url');
  const query = new URLSearchParams({
    client_id: clients.web.id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
    state,
    code_challenge: hash('sha256', verifier, 'base64url'),
    code_challenge_method: 'S256',
    ...more,
  });
  return { url: `${endpoints.authorize}?${query}`, verifier, state };
}

/** Walks through whatever pages come, as a user who signs in and allows. */
export function* throughPages({ buttons }, browser, request, user) {
  let page = yield* browser.open(request.url);
  const seen = { signIn: false, consent: false };
  while (page.left === null) {
    const { answer } = page;
    if (answer.status !== 200) throw new WrongAnswer(`A page of status ${answer.status}.`, answer);
    if (answer.text.includes('type="password"') && !seen.signIn) {
      seen.signIn = true;
      page = yield* browser.submit(page, user, buttons.signIn);
    } else if (!seen.consent) {
      seen.consent = true;
      page = yield* browser.submit(page, {}, buttons.allow);
    } else throw new WrongAnswer('The same page again.', answer);
  }
  return { ...page, seen };
}

/** @returns the code that a redirect to the client carries */
export function codeOf({ redirectUri }, { left, answer }, { state }) {
  if (left === null || !left.href.startsWith(`${redirectUri}?`))
    throw new WrongAnswer('The browser did not come back to the client.', answer);
  const code = left.searchParams.get('code');
  if (!code || left.searchParams.get('state') !== state)
    throw new WrongAnswer(`No code, or another state: ${left}`, answer);
  return code;
}

/** Redeems a code. */
export function* redeem({ endpoints, clients, redirectUri }, code, { verifier }) {
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  };
  const answer = yield post(endpoints.token, form, { authorization: basic(clients.web) });
  const tokens = tokensOf(answer);
  if (!tokens.refresh_token) throw new WrongAnswer('No refresh token.', answer);
  return { answer, tokens };
}

/** From nothing to tokens: sign-in, consent if it is asked, code. */
export function* signInAndRedeem(site, browser, scope, user) {
  const request = authorizationRequest(site, scope);
  const code = codeOf(site, yield* throughPages(site, browser, request, user), request);
  return yield* redeem(site, code, request);
}

/** @throws WrongAnswer when a target that speaks OpenID Connect sends no ID token */
export function expectIdToken({ idToken }, { answer, tokens }) {
  if (idToken && tokens.id_token?.split('.').length !== 3) throw new WrongAnswer('No ID token.', answer);
}
