import { ServiceUnavailableException } from '@nestjs/common';
import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { errorResponse } from '../exchange/error-response.js';
import type { HttpExchange } from '../exchange/http-exchange.js';

export type SignUpFailureKind =
  'declined' | 'refused' | 'rejected-answer' | 'unreachable' | 'nothing-pending';

/** Where the sign-up was when it failed. */
export interface SignUpContext {
  readonly issuer: string;
  readonly callbackUrl: URL | null;
  readonly tokenExchange: HttpExchange | null;
}

/** A sign-up that came to nothing, in the words of whoever refused it. */
export class SignUpFailure extends Error {
  private constructor(
    readonly kind: SignUpFailureKind,
    /** OAuth error code, or openid-client's own code when it was the client that refused. */
    readonly error: string | null,
    readonly description: string | null,
    readonly context: SignUpContext | null,
    cause?: unknown,
  ) {
    super(error ?? kind, { cause });
  }

  /** Status of the page. A decision of the authorization server is a good answer to a page request. */
  get status(): number {
    if (this.kind === 'unreachable') return 503;
    return this.kind === 'declined' || this.kind === 'refused' ? 200 : 400;
  }

  static nothingPending(): SignUpFailure {
    return new SignUpFailure('nothing-pending', null, null, null);
  }

  /** Sorts what openid-client throws by who said no. */
  static from(error: unknown, context: SignUpContext): SignUpFailure {
    if (error instanceof ServiceUnavailableException) return SignUpFailure.from(error.cause, context);
    if (error instanceof AuthorizationResponseError) {
      const kind = error.error === 'access_denied' ? 'declined' : 'refused';
      return new SignUpFailure(kind, error.error, error.error_description ?? null, context, error);
    }
    if (error instanceof ResponseBodyError || error instanceof WWWAuthenticateChallengeError) {
      // A 401 to the client is thrown as a challenge; the reason is in the body all the same.
      const reason = errorResponse(context.tokenExchange);
      const code = reason?.error ?? `HTTP ${error.status}`;
      return new SignUpFailure('refused', code, reason?.description ?? null, context, error);
    }
    if (
      error instanceof ClientError &&
      error.code !== 'OAUTH_TIMEOUT' &&
      !(error.cause instanceof Response)
    ) {
      return new SignUpFailure('rejected-answer', error.code ?? null, reasonOf(error), context, error);
    }
    return new SignUpFailure('unreachable', null, null, context, error);
  }
}

/** openid-client wraps the precise reason; its own message is a heading. */
function reasonOf(error: ClientError): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
