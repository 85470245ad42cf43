import { Browser } from '../load/browser.mjs';
import { authorizationRequest, codeOf, expectIdToken, redeem, signInAndRedeem } from './code.mjs';

/** Authorization code with PKCE in a browser that is signed in, for a client that is allowed already. */
export const CODE_SESSION = {
  name: 'code-session',
  title: 'code + PKCE, signed in before',
  *prepare(site, lane) {
    const browser = new Browser();
    yield* signInAndRedeem(site, browser, site.signInScope, site.users[lane % site.users.length]);
    return { browser };
  },
  *flow(site, { browser }) {
    const request = authorizationRequest(site, site.signInScope);
    const code = codeOf(site, yield* browser.open(request.url), request);
    expectIdToken(site, yield* redeem(site, code, request));
  },
};
