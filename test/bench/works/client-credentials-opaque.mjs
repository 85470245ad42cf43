import { basic, post } from '../load/requests.mjs';
import { opaqueTokenOf, WrongAnswer } from './checks.mjs';
import { expectActive } from './verify.mjs';

/** RFC 6749 section 4.4 with a token that the server has to keep. */
export const CLIENT_CREDENTIALS_OPAQUE = {
  name: 'cc-opaque',
  title: 'client_credentials, opaque token',
  *prepare({ endpoints, clients, apiScope }) {
    const form = { grant_type: 'client_credentials', scope: apiScope };
    return { request: post(endpoints.token, form, { authorization: basic(clients.opaque) }), last: null };
  },
  *flow({ isFloor }, lane) {
    const answer = yield lane.request;
    const { access_token: token } = opaqueTokenOf(answer);
    if (token === lane.last && !isFloor) throw new WrongAnswer('The same token twice.', answer);
    lane.last = token;
  },
  *verify(site, { last }) {
    yield* expectActive(site, last);
  },
};
