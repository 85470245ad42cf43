import { hash, randomUUID } from 'node:crypto';
import {
  calculateJwkThumbprint,
  CompactSign,
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
} from 'jose';

interface ProofChanges {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: CryptoKey | Uint8Array;
}

/** A client with a key of its own, able to make every wrong proof. */
export class DpopClient {
  private constructor(
    readonly privateKey: CryptoKey,
    readonly jwk: JWK,
    readonly privateJwk: JWK,
    readonly jkt: string,
  ) {}

  static async create(): Promise<DpopClient> {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    return new DpopClient(privateKey, jwk, await exportJWK(privateKey), await calculateJwkThumbprint(jwk));
  }

  /** A proof that differs from a good one only in what is named; undefined takes a member away. */
  async proof(
    method: string,
    url: string,
    token: string,
    { claims, header, key = this.privateKey }: ProofChanges = {},
  ): Promise<string> {
    const good = {
      jti: randomUUID(),
      htm: method,
      htu: url,
      iat: Math.floor(Date.now() / 1000),
      ath: hash('sha256', token, 'base64url'),
    };
    return new CompactSign(new TextEncoder().encode(JSON.stringify({ ...good, ...claims })))
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: this.jwk, ...header })
      .sign(key, { crit: { ext: true } });
  }
}
