import { basic, post } from '../load/requests.mjs';
import { jsonOf, tokensOf, WrongAnswer } from './checks.mjs';

/** RFC 7662, by a resource server, of a token that is live. */
export const INTROSPECTION = {
  name: 'introspection',
  title: 'introspection of a live token',
  *prepare({ endpoints, clients, apiScope, tokenClient = 'opaque' }) {
    const form = { grant_type: 'client_credentials', scope: apiScope };
    const answer = yield post(endpoints.token, form, { authorization: basic(clients[tokenClient]) });
    const { access_token: token } = tokensOf(answer);
    return {
      client: clients[tokenClient].id,
      request: post(endpoints.introspect, { token }, { authorization: basic(clients.api) }),
    };
  },
  *flow(site, { client, request }) {
    const answer = yield request;
    const { active, client_id: clientId, exp } = jsonOf(answer);
    if (active !== true) throw new WrongAnswer('The token is not active.', answer);
    if (clientId !== client || !(exp * 1000 > Date.now())) throw new WrongAnswer('Another token.', answer);
  },
};
