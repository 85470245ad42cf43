import { HttpException } from '@nestjs/common';

/**
 * RFC 6750 section 3.1, RFC 9449 section 7.1, RFC 9470 section 3; `temporarily_unavailable` where the authority could
 * not be asked.
 */
export type BearerErrorCode =
  | 'invalid_request'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'insufficient_user_authentication'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'temporarily_unavailable';

/**
 * A refusal of the guard. It is an HttpException, so that it leaves a host application with the right status and
 * body whether or not the host has a filter of its own.
 *
 * `code` is stable and undefined where no token came at all or where none would help, `message` is public, `detail` stays in the log.
 */
export class BearerError extends HttpException {
  constructor(
    status: number,
    readonly code: BearerErrorCode | undefined,
    description: string,
    readonly detail?: string,
    cause?: unknown,
  ) {
    super(
      // RFC 6750 section 3.1: a request without authentication information gets no error code.
      code === undefined
        ? { statusCode: status, message: description }
        : { error: code, error_description: description },
      status,
      { cause },
    );
    this.message = description;
  }
}
