import { createHash, randomUUID } from 'node:crypto';
import {
  calculateJwkThumbprint,
  CompactSign,
  exportJWK,
  generateKeyPair,
  type CryptoKey,
  type JWK,
} from 'jose';
import type { TestServer } from './test-server.js';

/** What a proof says; undefined leaves a member out. */
type Members = Record<string, unknown>;

/** A client's key, and the proofs it makes with it (RFC 9449 section 4.2). */
export class DpopKey {
  private constructor(
    readonly alg: string,
    readonly privateKey: CryptoKey,
    readonly publicJwk: JWK,
    readonly privateJwk: JWK,
    readonly jkt: string,
  ) {}

  static async create(alg = 'ES256'): Promise<DpopKey> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const jwk = await exportJWK(publicKey);
    return new DpopKey(alg, privateKey, jwk, await exportJWK(privateKey), await calculateJwkThumbprint(jwk));
  }

  /**
   * A good proof for a POST to an endpoint, made now, but for what is named.
   *
   * @param signer another key to sign with
   */
  prove(
    server: TestServer,
    endpoint: string,
    claims: Members = {},
    header: Members = {},
    signer: CryptoKey = this.privateKey,
  ): Promise<string> {
    const payload = {
      jti: randomUUID(),
      htm: 'POST',
      htu: `${server.issuer}/oauth/${endpoint}`,
      iat: Math.floor(server.clock.now() / 1000),
      ...claims,
    };
    return new CompactSign(Buffer.from(JSON.stringify(payload)))
      .setProtectedHeader({ alg: this.alg, typ: 'dpop+jwt', jwk: this.publicJwk, ...header })
      .sign(signer, { crit: { ext: true } });
  }

  /** The header of a request to the token endpoint. */
  async header(server: TestServer, claims: Members = {}): Promise<{ dpop: string }> {
    return { dpop: await this.prove(server, 'token', claims) };
  }

  /** The headers of a request to userinfo, by GET. */
  async bearing(server: TestServer, token: string, claims: Members = {}): Promise<Record<string, string>> {
    const dpop = await this.prove(server, 'userinfo', { htm: 'GET', ath: athOf(token), ...claims });
    return { authorization: `DPoP ${token}`, dpop };
  }
}

/** Digest of an access token as a proof holds it. */
export function athOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
