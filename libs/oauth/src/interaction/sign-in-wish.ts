/** How somebody wants a user to be signed in (OpenID Connect Core section 3.1.2.1). */
export interface SignInWish {
  readonly prompt: readonly string[];
  /** Seconds. */
  readonly maxAge: number | null;
  /** One of these would do; empty for any. */
  readonly acrValues: readonly string[];
  /** ... and nothing else will. */
  readonly essentialAcr: boolean;
  readonly loginHint: string | null;
  /** Nobody else will do. */
  readonly hintedSubject: string | null;
  readonly uiLocales: string | null;
}
