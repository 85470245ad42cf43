/** A checked sign-out request (OpenID Connect RP-Initiated Logout section 2). */
export interface LogoutRequest {
  /** Who asks: of the ID token, or as named without one; null for a user who came by themselves. */
  readonly clientId: string | null;
  /** Where to go afterwards: registered by the client that the ID token proves; null for nowhere. */
  readonly redirectUri: string | null;
  readonly state: string | null;
  /** `sub` and `sid` of the ID token. Without them nobody is signed out unasked. */
  readonly subject: string | null;
  readonly sid: string | null;
  readonly uiLocales: string | null;
}
