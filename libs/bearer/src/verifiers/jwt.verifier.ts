import type { CryptoKey } from 'jose';
import type { AccessToken } from '../access-token.js';
import type { KeySet } from '../authority/key-set.js';
import { invalidToken } from '../challenges/refusals.js';
import { parseJsonObject } from '../jws/compact-jws.js';
import { isSignedBy } from '../jws/signature.js';
import { type ClaimRules, toAccessToken } from './claims.js';
import { readJwt } from './unverified-jwt.js';
import { RememberedTokens, tokenDigest } from './remembered-tokens.js';
import { TokenVerifier } from './token-verifier.js';

export interface JwtRules extends ClaimRules {
  readonly algorithms: readonly string[];
  /** How many verified tokens are remembered until they expire. */
  readonly rememberedTokens: number;
}

/** Verifies JWT access tokens (RFC 9068) with the issuer's keys; the second request with a token costs one hash. */
export class JwtVerifier extends TokenVerifier {
  private readonly remembered: RememberedTokens;
  private generation = 0;

  constructor(
    private readonly rules: JwtRules,
    private readonly keys: KeySet,
    private readonly now: () => number = Date.now,
  ) {
    super();
    this.remembered = new RememberedTokens(rules.rememberedTokens);
  }

  /** Nothing while the keys are old: the issuer may have withdrawn the one that verified the token. */
  override recall(presented: string): AccessToken | undefined {
    return this.keys.isFresh ? this.recallDigest(tokenDigest(presented)) : undefined;
  }

  /** Everything that can be refused without the issuer is refused before the issuer is asked for keys. */
  override async verify(presented: string): Promise<AccessToken> {
    const { header, payload } = readJwt(presented, this.rules.algorithms);
    await this.keys.ready();
    const digest = tokenDigest(presented);
    const known = this.recallDigest(digest);
    if (known) return known;
    // Read before the key: keys that change in between must not leave a token of the old ones behind.
    const { generation } = this.keys;
    const key = await this.keys.keyFor(header);
    const claims = await verifiedClaims(presented, payload, key, header.alg!);
    const token = toAccessToken(claims, this.rules, this.now() / 1000);
    this.forgetOnNewKeys();
    if (generation === this.generation) this.remembered.remember(digest, token, this.expiry(token));
    return token;
  }

  private recallDigest(digest: string): AccessToken | undefined {
    this.forgetOnNewKeys();
    return this.remembered.recall(digest, this.now());
  }

  /** A key that the issuer has withdrawn takes with it the tokens that it verified. */
  private forgetOnNewKeys(): void {
    if (this.generation === this.keys.generation) return;
    this.remembered.forgetAll();
    this.generation = this.keys.generation;
  }

  private expiry(token: AccessToken): number {
    return (token.expiresAt + this.rules.clockToleranceSeconds) * 1000;
  }
}

async function verifiedClaims(
  presented: string,
  payload: Uint8Array,
  key: CryptoKey,
  algorithm: string,
): Promise<Record<string, unknown>> {
  try {
    if (!(await isSignedBy(presented, key, algorithm))) throw new Error('the signature is not good');
    return parseJsonObject(payload);
  } catch (error) {
    throw invalidToken((error as Error).message);
  }
}
