import type { OAuthError } from '../errors/oauth-error.js';
import type { ResponseTarget } from './authorization.response.js';

/** An error that goes back to the client by redirect. */
export class AuthorizationError extends Error {
  constructor(
    readonly error: OAuthError,
    readonly target: ResponseTarget,
  ) {
    super(error.message);
  }
}
