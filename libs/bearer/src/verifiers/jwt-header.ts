import type { JWSHeaderParameters } from 'jose';
import { invalidToken } from '../challenges/refusals.js';
import { readCompactJws } from '../jws/compact-jws.js';

/** Headers with which a token would choose its own key. The keys come from the issuer and from nowhere else. */
const KEY_BY_TOKEN = ['jwk', 'jku', 'x5u', 'x5c'] as const;

/**
 * Reads the protected header of a JWT access token and refuses what can be refused before any key is looked up
 * (RFC 9068 section 4, RFC 8725 section 3).
 *
 * @param token the compact serialization
 * @param algorithms the values of `alg` that are accepted
 * @throws BearerError 401
 */
export function readJwtHeader(token: string, algorithms: readonly string[]): JWSHeaderParameters {
  const header = headerOf(token);
  if (typeof header['alg'] !== 'string' || !algorithms.includes(header['alg'])) {
    throw invalidToken('alg is not on the allow-list');
  }
  if (!isAccessTokenType(header['typ'])) throw invalidToken('typ is not at+jwt');
  if (header['kid'] !== undefined && typeof header['kid'] !== 'string')
    throw invalidToken('kid is not a text');
  if (KEY_BY_TOKEN.some((name) => name in header)) throw invalidToken('the header brings its own key');
  // RFC 7515 section 4.1.11: we understand no extension, so a token that insists on one is not for us.
  if ('crit' in header) throw invalidToken('crit names an extension');
  return header as JWSHeaderParameters;
}

function headerOf(token: string): Record<string, unknown> {
  try {
    return readCompactJws(token).header;
  } catch (error) {
    throw invalidToken((error as Error).message);
  }
}

/** RFC 9068 section 2.1; media types compare without case, and "application/" may be left out. */
function isAccessTokenType(typ: unknown): boolean {
  return typeof typ === 'string' && /^(application\/)?at\+jwt$/i.test(typ);
}
