import type { AccessToken } from '../access-token.js';

/**
 * Decides whether an access token is good for this resource server. A host may supply its own (`verifier:`).
 *
 * Whether it is the sender's is not decided here: a token with `cnf` is good only together with its proof, which the
 * guard asks for.
 */
export abstract class TokenVerifier {
  /**
   * @param token as it was presented: non-empty, only the characters of RFC 6750 section 2.1, at most 16 KiB
   * @throws BearerError 401 when the token is not good, 503 when that cannot be found out. Any other error counts
   *   as "cannot be found out", never as allowed
   */
  abstract verify(token: string): Promise<AccessToken>;

  /**
   * A token that was verified before and is still good, at once: a request that brings it need not wait.
   *
   * @param token as above
   * @returns undefined when it must be verified. A verifier that remembers nothing leaves this as it is
   */
  recall(_token: string): AccessToken | undefined {
    return undefined;
  }
}
