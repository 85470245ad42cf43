import { constants, KeyObject, verify } from 'node:crypto';
import type { CryptoKey } from 'jose';
import { endOfTurn } from '../end-of-turn.js';

/** RFC 7518 sections 3.3 and 3.5. */
const RSA_BITS_AT_LEAST = 2048;

/** What node:crypto needs to know for an algorithm and a key; made once for each key. */
interface Check {
  readonly hash: string | null;
  readonly key: Parameters<typeof verify>[2];
}

/** A key is imported for one algorithm only. */
const checks = new WeakMap<CryptoKey, Check>();

/**
 * Checks the signature of a compact JWS (RFC 7515 section 5.2). In this thread and not in another one, as Web
 * Cryptography does it: the way there and back costs a third of a check. What is asked for in one turn of the event
 * loop is checked one after the other, see `endOfTurn`.
 *
 * @param text three segments in canonical base64url, see `readCompactJws`
 * @param key public, and imported for this algorithm
 * @param algorithm asymmetric, see `isAsymmetric`; never the token's own choice
 * @returns false for every signature but a good one
 * @throws Error for an RSA key of less than 2048 bits
 */
export async function isSignedBy(text: string, key: CryptoKey, algorithm: string): Promise<boolean> {
  await endOfTurn();
  const end = text.lastIndexOf('.');
  const check = checkOf(key, algorithm);
  const signature = Buffer.from(text.slice(end + 1), 'base64url');
  return verify(check.hash, Buffer.from(text.slice(0, end), 'latin1'), check.key, signature);
}

function checkOf(key: CryptoKey, algorithm: string): Check {
  const check = checks.get(key) ?? makeCheck(KeyObject.from(key), algorithm);
  checks.set(key, check);
  return check;
}

function makeCheck(key: KeyObject, algorithm: string): Check {
  const hash = `sha${algorithm.slice(2)}`;
  switch (algorithm.slice(0, 2)) {
    case 'ES':
      // RFC 7518 section 3.4: R and S one after the other, and no ASN.1.
      return { hash, key: { key, dsaEncoding: 'ieee-p1363' } };
    case 'RS':
      return { hash, key: longEnough(key) };
    case 'PS': {
      const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants;
      return { hash, key: { key: longEnough(key), padding, saltLength } };
    }
    default:
      // RFC 8037: Ed25519 hashes as part of signing.
      return { hash: null, key };
  }
}

function longEnough(key: KeyObject): KeyObject {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < RSA_BITS_AT_LEAST) throw new Error(`the key has less than ${RSA_BITS_AT_LEAST} bits`);
  return key;
}
