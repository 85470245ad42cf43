/** A checked authorization request (RFC 6749 section 4.1.1). Stored as it is between the pages. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string | null;
  readonly nonce: string | null;
  /** S256; null only for a confidential client whose PKCE switch is off. */
  readonly codeChallenge: string | null;
  /** RFC 8707. */
  readonly resources: readonly string[];
  readonly prompt: readonly string[];
  /** Seconds. */
  readonly maxAge: number | null;
  readonly loginHint: string | null;
  /** Of the `id_token_hint`: nobody else will do (OpenID Connect Core section 3.1.2.1). */
  readonly hintedSubject: string | null;
  readonly uiLocales: string | null;
}
