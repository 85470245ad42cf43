/** What the client must remember between the authorization request and its answer. */
export interface PendingSignUp {
  readonly authorizationUrl: URL;
  /** Ties the answer to this browser (RFC 9700 section 4.7). */
  readonly state: string;
  /** Ties the ID token to this request (OIDC Core 3.1.2.1); null when no ID token was asked for. */
  readonly nonce: string | null;
  /** The secret behind the code_challenge (RFC 7636). */
  readonly codeVerifier: string;
}
