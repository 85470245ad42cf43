import type { JWSHeaderParameters } from 'jose';
import { invalidToken } from '../challenges/refusals.js';
import { readCompactJws } from '../jws/compact-jws.js';

/** Headers with which a token would choose its own key. The keys come from the issuer and from nowhere else. */
const KEY_BY_TOKEN = ['jwk', 'jku', 'x5u', 'x5c'] as const;

export interface UnverifiedJwt {
  readonly header: JWSHeaderParameters;
  /** Of no worth before the signature is. */
  readonly payload: Buffer;
}

/**
 * Takes a JWT access token apart and refuses by its protected header what can be refused before any key is looked up
 * (RFC 9068 section 4, RFC 8725 section 3).
 *
 * @param token the compact serialization
 * @param algorithms the values of `alg` that are accepted
 * @throws BearerError 401
 */
export function readJwt(token: string, algorithms: readonly string[]): UnverifiedJwt {
  const { header, payload } = split(token);
  if (typeof header['alg'] !== 'string' || !algorithms.includes(header['alg'])) {
    throw invalidToken('alg is not on the allow-list');
  }
  if (!isAccessTokenType(header['typ'])) throw invalidToken('typ is not at+jwt');
  if (header['kid'] !== undefined && typeof header['kid'] !== 'string')
    throw invalidToken('kid is not a text');
  if (KEY_BY_TOKEN.some((name) => name in header)) throw invalidToken('the header brings its own key');
  // RFC 7515 section 4.1.11: we understand no extension, so a token that insists on one is not for us.
  if ('crit' in header) throw invalidToken('crit names an extension');
  return { header, payload };
}

function split(token: string): ReturnType<typeof readCompactJws> {
  try {
    return readCompactJws(token);
  } catch (error) {
    throw invalidToken((error as Error).message);
  }
}

/** RFC 9068 section 2.1; media types compare without case, and "application/" may be left out. */
function isAccessTokenType(typ: unknown): boolean {
  return typeof typ === 'string' && /^(application\/)?at\+jwt$/i.test(typ);
}
