import { compactVerify, type CryptoKey } from 'jose';
import type { AccessToken } from '../access-token.js';
import type { KeySet } from '../authority/key-set.js';
import { invalidToken } from '../challenges/refusals.js';
import { parseJsonObject } from '../jws/compact-jws.js';
import { type ClaimRules, toAccessToken } from './claims.js';
import { readJwtHeader } from './jwt-header.js';
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

  override async verify(presented: string): Promise<AccessToken> {
    const digest = tokenDigest(presented);
    const known = this.keys.isFresh ? this.recall(digest) : undefined;
    return known ?? this.examine(presented, digest);
  }

  /** Everything that can be refused without the issuer is refused before the issuer is asked for keys. */
  private async examine(presented: string, digest: string): Promise<AccessToken> {
    const header = readJwtHeader(presented, this.rules.algorithms);
    await this.keys.ready();
    const known = this.recall(digest);
    if (known) return known;
    // Read before the key: keys that change in between must not leave a token of the old ones behind.
    const { generation } = this.keys;
    const key = await this.keys.keyFor(header);
    const claims = await verifiedClaims(presented, key, header.alg!);
    const token = toAccessToken(claims, this.rules, this.now() / 1000);
    this.forgetOnNewKeys();
    if (generation === this.generation) this.remembered.remember(digest, token, this.expiry(token));
    return token;
  }

  private recall(digest: string): AccessToken | undefined {
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
  key: CryptoKey,
  algorithm: string,
): Promise<Record<string, unknown>> {
  try {
    const { payload } = await compactVerify(presented, key, { algorithms: [algorithm] });
    return parseJsonObject(payload);
  } catch (error) {
    throw invalidToken((error as Error).message);
  }
}
