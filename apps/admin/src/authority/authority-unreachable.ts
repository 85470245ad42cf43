/** The authorization server did not answer, or answered that it cannot. Worth trying again. */
export class AuthorityUnreachable extends Error {
  constructor(cause: unknown) {
    super('The authorization server cannot be reached.', { cause });
  }
}
