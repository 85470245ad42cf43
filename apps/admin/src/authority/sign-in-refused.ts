/** The authorization server answered, and the answer does not sign anybody in. */
export class SignInRefused extends Error {
  /** @param code OAuth error code, or `invalid_response` when what came back does not verify */
  constructor(
    readonly code: string,
    cause?: unknown,
  ) {
    super(`The authorization server refused: ${code}`, { cause });
  }
}
