import type { AccessToken } from '../access-token.js';
import type { IntrospectionEndpoint } from '../authority/introspection-endpoint.js';
import { invalidToken } from '../challenges/refusals.js';
import { type ClaimRules, toAccessToken } from './claims.js';
import { RememberedTokens, tokenDigest } from './remembered-tokens.js';
import { TokenVerifier } from './token-verifier.js';

export interface IntrospectionRules extends ClaimRules {
  /** How long an active answer is believed. It is also how long a revocation may go unnoticed. */
  readonly cacheSeconds: number;
  readonly rememberedTokens: number;
}

/**
 * Asks the authorization server about every token, opaque or JWT: a revocation is seen at once. Requests that come with
 * a token in the same turn of the event loop share one question; where answers are remembered, also those that come
 * before its answer. Only "active" is remembered, and only when told to.
 */
export class IntrospectionVerifier extends TokenVerifier {
  private readonly remembered: RememberedTokens;
  private readonly asked = new Map<string, Promise<AccessToken>>();

  constructor(
    private readonly rules: IntrospectionRules,
    private readonly endpoint: Pick<IntrospectionEndpoint, 'introspect'>,
    private readonly now: () => number = Date.now,
  ) {
    super();
    this.remembered = new RememberedTokens(rules.cacheSeconds === 0 ? 0 : rules.rememberedTokens);
  }

  override recall(presented: string): AccessToken | undefined {
    return this.remembered.recall(tokenDigest(presented), this.now());
  }

  override async verify(presented: string): Promise<AccessToken> {
    const digest = tokenDigest(presented);
    const known = this.remembered.recall(digest, this.now());
    return known ?? this.asked.get(digest) ?? this.ask(presented, digest);
  }

  private ask(presented: string, digest: string): Promise<AccessToken> {
    const answer = this.examine(presented, digest);
    const forget = (): void => {
      if (this.asked.get(digest) === answer) this.asked.delete(digest);
    };
    this.asked.set(digest, answer);
    answer.then(forget, forget);
    // Between the question and a later request the token may have been revoked.
    if (this.rules.cacheSeconds === 0) setImmediate(forget);
    return answer;
  }

  private async examine(presented: string, digest: string): Promise<AccessToken> {
    // Counted from the question, not from the answer: a revocation may fall between the two.
    const askedAt = this.now();
    const answer = await this.endpoint.introspect(presented);
    const token = toAccessToken(this.claimsOf(answer), this.rules, this.now() / 1000);
    const until = Math.min(askedAt + this.rules.cacheSeconds * 1000, token.expiresAt * 1000);
    this.remembered.remember(digest, token, until);
    return token;
  }

  /** `iss` and `token_type` are optional in RFC 7662; where they are told they must be right. */
  private claimsOf({ active: _, ...answer }: Record<string, unknown>): Record<string, unknown> {
    const type = answer['token_type'];
    // RFC 9449 section 6.2: a token that is bound to a key may be told as either.
    const known = answer['cnf'] === undefined ? /^bearer$/i : /^(bearer|dpop)$/i;
    if (type !== undefined && !known.test(String(type))) throw invalidToken('not a Bearer or DPoP token');
    return { iss: this.rules.issuer, ...answer };
  }
}
