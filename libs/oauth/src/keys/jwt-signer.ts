import { sign } from 'node:crypto';
import { endOfTurn } from '@portcullis/bearer';
import type { LoadedKey } from './key-ring.js';

/** The encoded header is the same for every token of one key and type. */
const headers = new WeakMap<LoadedKey, Map<string, string>>();

/**
 * Signs a JWT (RFC 7515 compact serialisation). Our own few lines and not a library's, because a signature is the
 * dearest step of a token request.
 *
 * What is asked for in one turn of the event loop is signed one after the other (ADR 0025).
 *
 * @param typ `at+jwt` for access tokens (RFC 9068 section 2.1), `JWT` for ID tokens, `logout+jwt` for logout tokens
 */
export async function signJwt(key: LoadedKey, typ: string, claims: object): Promise<string> {
  const input = `${headerOf(key, typ)}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  await endOfTurn();
  const signature = sign('sha256', Buffer.from(input), {
    key: key.privateKey,
    // JWS wants r and s side by side (RFC 7518 section 3.4), not the ASN.1 form.
    dsaEncoding: 'ieee-p1363',
  });
  return `${input}.${signature.toString('base64url')}`;
}

function headerOf(key: LoadedKey, typ: string): string {
  let byType = headers.get(key);
  if (!byType) headers.set(key, (byType = new Map()));
  let header = byType.get(typ);
  if (!header) {
    header = Buffer.from(JSON.stringify({ alg: key.alg, typ, kid: key.kid })).toString('base64url');
    byType.set(typ, header);
  }
  return header;
}
