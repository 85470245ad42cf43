import { Browser } from '../load/browser.mjs';
import { get } from '../load/requests.mjs';
import { jsonOf, WrongAnswer } from './checks.mjs';
import { signInAndRedeem } from './code.mjs';

/** OpenID Connect Core section 5.3, with an opaque token. */
export const USERINFO = {
  name: 'userinfo',
  title: 'userinfo',
  *prepare(site, lane) {
    const user = site.users[lane % site.users.length];
    const { tokens } = yield* signInAndRedeem(site, new Browser(), site.signInScope, user);
    const request = get(site.endpoints.userinfo, { authorization: `Bearer ${tokens.access_token}` });
    const subject = jsonOf(yield request).sub;
    if (!subject) throw new Error('Userinfo has no sub.');
    return { request, subject };
  },
  *flow(site, { request, subject }) {
    const answer = yield request;
    if (jsonOf(answer).sub !== subject) throw new WrongAnswer(`Not about ${subject}.`, answer);
  },
};
