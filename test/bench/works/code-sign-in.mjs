import { Browser } from '../load/browser.mjs';
import { WrongAnswer } from './checks.mjs';
import { authorizationRequest, codeOf, expectIdToken, redeem, throughPages } from './code.mjs';

/** Authorization code with PKCE in a new browser: password, consent, code. */
export const CODE_SIGN_IN = {
  name: 'code-sign-in',
  title: 'code + PKCE with sign-in and consent',
  /** Each takes so long that a window of the usual length holds a few dozen. */
  windows: 2,
  *prepare(site, lane) {
    return { user: site.users[lane % site.users.length] };
  },
  *flow(site, { user }) {
    const request = authorizationRequest(site, site.signInScope, { prompt: 'consent' });
    const end = yield* throughPages(site, new Browser(), request, user);
    if (!end.seen.signIn || !end.seen.consent) throw new WrongAnswer('A page was left out.', end.answer);
    expectIdToken(site, yield* redeem(site, codeOf(site, end, request), request));
  },
};
