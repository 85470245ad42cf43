import { createPublicKey, verify } from 'node:crypto';
import { basic, get, post } from '../load/requests.mjs';
import { jsonOf, WrongAnswer } from './checks.mjs';

/** Is the token in force? Asked of the target itself, where it can be asked. */
export function* expectActive({ endpoints, clients }, token) {
  if (!endpoints.introspect) return;
  const answer = yield post(endpoints.introspect, { token }, { authorization: basic(clients.api) });
  if (jsonOf(answer).active !== true) throw new WrongAnswer('A token that was issued is not active.', answer);
}

/** Was the JWT signed by a key that the target publishes? Where it publishes none it is asked. */
export function* expectSigned(site, token) {
  if (!site.endpoints.jwks) return yield* expectActive(site, token);
  const answer = yield get(site.endpoints.jwks);
  const [header, payload, signature] = token.split('.');
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
  const jwk = jsonOf(answer).keys.find((key) => key.kid === kid);
  if (!jwk) throw new WrongAnswer(`The key ${kid} is not published.`, answer);
  const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' };
  if (!verify('sha256', `${header}.${payload}`, key, Buffer.from(signature, 'base64url')))
    throw new WrongAnswer(`The signature is not that of the key ${kid}.`, answer);
}
