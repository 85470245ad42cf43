import { hash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** The request for which a proof is made. */
export interface ProofRequest {
  /** In upper case. */
  readonly method: string;
  /** The address as the API knows itself: its `resource` or `baseUrl` and the path, not the port that a test listens on. */
  readonly url: string;
  /** The access token that goes with the proof. */
  readonly token: string;
  /** From the `DPoP-Nonce` header. */
  readonly nonce?: string;
}

/** A client's key for DPoP (RFC 9449): access tokens are bound to it, and it makes the proofs. */
export class DpopKey {
  private constructor(
    private readonly privateKey: CryptoKey,
    private readonly jwk: JWK,
    /** The thumbprint to which a token is bound, `cnf.jkt`. */
    readonly jkt: string,
  ) {}

  static async create(): Promise<DpopKey> {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    return new DpopKey(privateKey, jwk, await calculateJwkThumbprint(jwk));
  }

  /** The value of the `DPoP` header of one request. */
  proof({ method, url, token, nonce }: ProofRequest): Promise<string> {
    const ath = hash('sha256', token, 'base64url');
    return new SignJWT({ htm: method, htu: url, ath, ...(nonce !== undefined && { nonce }) })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: this.jwk })
      .setJti(randomUUID())
      .setIssuedAt()
      .sign(this.privateKey);
  }
}
