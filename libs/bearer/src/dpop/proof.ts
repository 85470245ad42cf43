import { hash } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify, importJWK, type JWK } from 'jose';
import { isAsymmetric } from '../jws/asymmetric.js';
import { parseJsonObject, readCompactJws } from '../jws/compact-jws.js';
import { normalHttpUri } from './http-uri.js';
import { InvalidDpopProof } from './invalid-dpop-proof.js';

/** The request that a proof must have been made for, and how much time may lie between. */
export interface DpopRules {
  /** The method of the request, in upper case as it stands in the request line. */
  readonly method: string;
  /**
   * The address of the request as the client wrote it; query and fragment are ignored. Any one of several, for a server
   * with more than one name. Never built from `Host` or `X-Forwarded-*`, which the sender chooses.
   */
  readonly url: string | readonly string[];
  /** The access token that came with the proof; `ath` must be its digest. Absent at the token endpoint. */
  readonly accessToken?: string;
  /** Accepted values of `alg`. Symmetric ones and `none` are refused even if they stand here. */
  readonly algorithms: readonly string[];
  /** Seconds since 1970. */
  readonly now: number;
  /** Seconds for which a proof is good after its `iat`. */
  readonly maxAgeSeconds: number;
  /** Seconds by which the client's clock may be ahead. */
  readonly aheadSeconds: number;
}

/** A proof that was good. Whether it was used before, and whether its nonce is one of ours, the caller decides. */
export interface DpopProof {
  /** SHA-256 thumbprint of the client's key (RFC 7638), base64url: what `cnf.jkt` of a bound token holds. */
  readonly jkt: string;
  readonly jti: string;
  /** `iat`, seconds since 1970. */
  readonly issuedAt: number;
  readonly nonce?: string;
}

const PROOF_LIMIT_BYTES = 8 * 1024;
const TEXT_LIMIT = 256;

/** RSA bounds in base64url characters: 4096 bits, and an exponent of 32 bits. More would only cost us time. */
const MODULUS_LIMIT = 683;
const EXPONENT_LIMIT = 6;

/** What makes up a public key, by `kty`. Nothing else of a `jwk` is looked at. */
const PUBLIC_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
  RSA: ['n', 'e'],
};
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/**
 * Checks a DPoP proof (RFC 9449 section 4.3). Left to the caller: that there is one `DPoP` header (`readDpopHeader`),
 * that the `jti` is new (`ReplayStore`), that the nonce is one that was given out, and that a bound token names this
 * key.
 *
 * @param proof the value of the `DPoP` header
 * @throws InvalidDpopProof
 */
export async function verifyDpopProof(proof: string, rules: DpopRules): Promise<DpopProof> {
  if (proof.length > PROOF_LIMIT_BYTES) throw new InvalidDpopProof(`longer than ${PROOF_LIMIT_BYTES} bytes`);
  const { header, payload } = readOrRefuse(() => readCompactJws(proof));
  if (typeof header['typ'] !== 'string' || !/^(application\/)?dpop\+jwt$/i.test(header['typ'])) {
    throw new InvalidDpopProof('typ is not dpop+jwt');
  }
  const algorithm = header['alg'];
  if (!isAsymmetric(algorithm) || !rules.algorithms.includes(algorithm)) {
    throw new InvalidDpopProof('alg is not on the allow-list');
  }
  // RFC 7515 section 4.1.11: we understand no extension.
  if ('crit' in header) throw new InvalidDpopProof('crit names an extension');
  const key = publicKey(header['jwk']);
  const claims = readOrRefuse(() => parseJsonObject(payload));
  const checked = checkClaims(claims, rules);
  // Last, because it costs the most.
  await verifySignature(proof, key, algorithm);
  return { jkt: await calculateJwkThumbprint(key, 'sha256'), ...checked };
}

function readOrRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new InvalidDpopProof((error as Error).message);
  }
}

function publicKey(jwk: unknown): JWK {
  if (typeof jwk !== 'object' || jwk === null) throw new InvalidDpopProof('jwk is missing');
  if (PRIVATE_MEMBERS.some((name) => name in jwk)) throw new InvalidDpopProof('jwk holds a private key');
  const given = jwk as Record<string, unknown>;
  const { kty } = given;
  const names =
    typeof kty === 'string' && Object.hasOwn(PUBLIC_MEMBERS, kty) ? PUBLIC_MEMBERS[kty] : undefined;
  if (names === undefined) throw new InvalidDpopProof('jwk is not a public key');
  const key: Record<string, string> = { kty: kty as string };
  for (const name of names) {
    const value = given[name];
    const limit = name === 'e' ? EXPONENT_LIMIT : MODULUS_LIMIT;
    if (typeof value !== 'string' || value.length > limit)
      throw new InvalidDpopProof(`jwk has no usable ${name}`);
    key[name] = value;
  }
  return key as JWK;
}

function checkClaims(
  claims: Record<string, unknown>,
  { method, url, accessToken, now, maxAgeSeconds, aheadSeconds }: DpopRules,
): Omit<DpopProof, 'jkt'> {
  const jti = text(claims, 'jti');
  const issuedAt = seconds(claims, 'iat');
  if (text(claims, 'htm') !== method) throw new InvalidDpopProof('htm is another method');
  const htu = typeof claims['htu'] === 'string' ? normalHttpUri(claims['htu']) : undefined;
  const addresses = typeof url === 'string' ? [url] : url;
  if (htu === undefined || !addresses.some((address) => normalHttpUri(address) === htu))
    throw new InvalidDpopProof('htu is another address');
  if (issuedAt > now + aheadSeconds) throw new InvalidDpopProof('iat lies in the future');
  if (issuedAt < now - maxAgeSeconds) throw new InvalidDpopProof('iat lies too far back');
  // RFC 7519 sections 4.1.4 and 4.1.5: no proof needs them, but a client that sets them means them.
  if ('exp' in claims && seconds(claims, 'exp') <= now - aheadSeconds) {
    throw new InvalidDpopProof('exp lies in the past');
  }
  if ('nbf' in claims && seconds(claims, 'nbf') > now + aheadSeconds) {
    throw new InvalidDpopProof('nbf lies in the future');
  }
  if (accessToken !== undefined && claims['ath'] !== hash('sha256', accessToken, 'base64url')) {
    throw new InvalidDpopProof('ath is not the digest of the access token');
  }
  return { jti, issuedAt, ...(claims['nonce'] !== undefined && { nonce: text(claims, 'nonce') }) };
}

function text(claims: Record<string, unknown>, name: string): string {
  const value = claims[name];
  if (typeof value === 'string' && value !== '' && value.length <= TEXT_LIMIT) return value;
  throw new InvalidDpopProof(`${name} is not a text of 1 to ${TEXT_LIMIT} characters`);
}

function seconds(claims: Record<string, unknown>, name: string): number {
  const value = claims[name];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new InvalidDpopProof(`${name} is not a number`);
}

async function verifySignature(proof: string, jwk: JWK, algorithm: string): Promise<void> {
  try {
    await compactVerify(proof, await importJWK(jwk, algorithm), { algorithms: [algorithm] });
  } catch (error) {
    throw new InvalidDpopProof((error as Error).message);
  }
}
