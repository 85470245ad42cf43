import { basic, post } from '../load/requests.mjs';
import { jwtOf, WrongAnswer } from './checks.mjs';
import { expectSigned } from './verify.mjs';

/** RFC 6749 section 4.4 with a JWT (RFC 9068), signed with ES256. */
export const CLIENT_CREDENTIALS_JWT = {
  name: 'cc-jwt',
  title: 'client_credentials, JWT ES256',
  *prepare({ endpoints, clients, apiScope, jwtParameters }) {
    const form = { grant_type: 'client_credentials', scope: apiScope, ...jwtParameters };
    return { request: post(endpoints.token, form, { authorization: basic(clients.jwt) }), last: null };
  },
  *flow({ clients }, lane) {
    const answer = yield lane.request;
    const { access_token: token } = jwtOf(answer, clients.jwt.id);
    if (token === lane.last) throw new WrongAnswer('The same token twice.', answer);
    lane.last = token;
  },
  *verify(site, { last }) {
    if (!site.isFloor) yield* expectSigned(site, last);
  },
};
