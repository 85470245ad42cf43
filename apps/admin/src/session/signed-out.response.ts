/** Where the browser goes next. */
export class SignedOutResponse {
  /** At the authorization server, to end the session there; null when that is not possible now. */
  location: string | null;
}
