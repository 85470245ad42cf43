/** Everything one token request yields. */
export interface TokenSet {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly scopes: readonly string[];
  readonly refreshToken: string | null;
  readonly idToken: string | null;
  /** Thumbprint of the key that the access token is bound to; null for a bearer token (RFC 9449 section 6). */
  readonly dpopJkt: string | null;
  /** RFC 8693 section 2.2.1; null where no token was exchanged. */
  readonly issuedTokenType: string | null;
}
