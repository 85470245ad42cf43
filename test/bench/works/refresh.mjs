import { Browser } from '../load/browser.mjs';
import { basic, post } from '../load/requests.mjs';
import { tokensOf, WrongAnswer } from './checks.mjs';
import { signInAndRedeem } from './code.mjs';

/** RFC 6749 section 6 with rotation: every connection works its own chain. No `openid`, so no ID token either. */
export const REFRESH = {
  name: 'refresh',
  title: 'refresh with rotation',
  *prepare(site, lane) {
    const user = site.users[lane % site.users.length];
    const { tokens } = yield* signInAndRedeem(site, new Browser(), site.apiScope, user);
    return { token: tokens.refresh_token, authorization: basic(site.clients.web) };
  },
  *flow({ endpoints }, lane) {
    const form = { grant_type: 'refresh_token', refresh_token: lane.token };
    const answer = yield post(endpoints.token, form, { authorization: lane.authorization });
    const { refresh_token: next } = tokensOf(answer);
    if (typeof next !== 'string' || next === lane.token)
      throw new WrongAnswer('The refresh token was not replaced.', answer);
    lane.token = next;
  },
};
