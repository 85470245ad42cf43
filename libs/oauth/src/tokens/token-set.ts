/** Everything one token request yields. */
export interface TokenSet {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly scopes: readonly string[];
  readonly refreshToken: string | null;
  readonly idToken: string | null;
}
