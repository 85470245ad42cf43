import type { Client } from '../clients/client.entity.js';
import type { OAuthError } from '../errors/oauth-error.js';
import type { ResponseTarget } from './authorization.response.js';

/** Whose request it was, and how far it had come. */
export interface Circumstances {
  readonly client: Client;
  /** The client wanted no page of ours (`prompt=none`). */
  readonly silent: boolean;
  /** The user has been on our pages. */
  readonly afterForm: boolean;
  readonly uiLocales: string | null;
}

/** An error that goes back to the client by redirect. */
export class AuthorizationError extends Error {
  constructor(
    readonly error: OAuthError,
    readonly target: ResponseTarget,
    readonly circumstances: Circumstances,
  ) {
    super(error.message);
  }
}
