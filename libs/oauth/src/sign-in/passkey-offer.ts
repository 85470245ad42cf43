/** Hook for signing in without a password. */
export abstract class PasskeyOffer {
  /** Can browsers make passkeys for our pages? */
  abstract readonly isPossible: boolean;
}
