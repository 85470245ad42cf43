/** A wrong answer. It ends the whole run: a figure of a server that answers wrongly is none. */
export class WrongAnswer extends Error {
  constructor(what, answer) {
    super(`${what}\n${answer.head}\n\n${answer.text.slice(0, 2000)}`);
  }
}

/** @throws WrongAnswer unless it has this status */
export function expectStatus(answer, status) {
  if (answer.status !== status)
    throw new WrongAnswer(`Status ${answer.status} in place of ${status}.`, answer);
}

/** @returns the JSON object of a 200 */
export function jsonOf(answer) {
  expectStatus(answer, 200);
  try {
    return answer.json;
  } catch {
    throw new WrongAnswer('The answer is no JSON.', answer);
  }
}

/** @returns the answer of a token endpoint that issued a token which is not a JWT */
export function opaqueTokenOf(answer) {
  const tokens = tokensOf(answer);
  if (tokens.access_token.split('.').length === 3)
    throw new WrongAnswer('The access token is a JWT; it was to be an opaque one.', answer);
  return tokens;
}

/** @returns the answer of a token endpoint with an ES256 JWT for this subject */
export function jwtOf(answer, subject) {
  const tokens = tokensOf(answer);
  const [header, payload, signature, ...rest] = tokens.access_token.split('.');
  const isEs256 = headerOf(header)?.alg === 'ES256' && signature?.length === 86 && rest.length === 0;
  if (!isEs256) throw new WrongAnswer('The access token is no ES256 JWT.', answer);
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  if (!(claims.exp * 1000 > Date.now())) throw new WrongAnswer('The JWT has expired.', answer);
  if (
    subject !== undefined &&
    claims.sub !== subject &&
    claims.client_id !== subject &&
    claims.cid !== subject
  )
    throw new WrongAnswer(`The JWT is not about ${subject}.`, answer);
  return tokens;
}

/** @returns the answer of a token endpoint, whatever kind its access token is of */
export function tokensOf(answer) {
  const tokens = jsonOf(answer);
  const { access_token: token, token_type: type, expires_in: expires } = tokens;
  if (typeof token !== 'string' || token.length < 32) throw new WrongAnswer('No access token.', answer);
  if (String(type).toLowerCase() !== 'bearer') throw new WrongAnswer(`Token type ${type}.`, answer);
  if (!(expires > 0)) throw new WrongAnswer(`Expires in ${expires}.`, answer);
  return tokens;
}

/** The same few headers come again and again. */
const headers = new Map();

function headerOf(text) {
  let header = headers.get(text);
  if (header === undefined) {
    header = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (headers.size > 100) headers.clear();
    headers.set(text, header);
  }
  return header;
}
