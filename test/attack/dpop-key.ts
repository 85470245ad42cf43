import { createHash, randomUUID } from 'node:crypto';
import { CompactSign, exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';

/** What a proof says; undefined leaves a member out. */
type Members = Readonly<Record<string, unknown>>;

/** A client's key, and the proofs it makes with it (RFC 9449 section 4.2). */
export class DpopKey {
  private constructor(
    readonly alg: string,
    readonly privateKey: CryptoKey,
    readonly jwk: JWK,
    readonly privateJwk: JWK,
  ) {}

  static async create(alg = 'ES256'): Promise<DpopKey> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    return new DpopKey(alg, privateKey, await exportJWK(publicKey), await exportJWK(privateKey));
  }

  /** A good proof for one request, made now, but for what is named. */
  prove(
    method: string,
    url: string,
    claims: Members = {},
    header: Members = {},
    signer: CryptoKey = this.privateKey,
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const payload = { jti: randomUUID(), htm: method, htu: url, iat: now, ...claims };
    return new CompactSign(Buffer.from(JSON.stringify(payload)))
      .setProtectedHeader({ alg: this.alg, typ: 'dpop+jwt', jwk: this.jwk, ...header })
      .sign(signer, { crit: { ext: true } });
  }
}

/** Digest of an access token as a proof holds it. */
export function athOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
