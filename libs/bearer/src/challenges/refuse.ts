import { BearerError } from './bearer.error.js';
import { challenge } from './challenge.js';

/** Both Express and Fastify set a header this way. */
export interface HeaderWriter {
  header(name: string, value: string): unknown;
}

const RETRY_AFTER_SECONDS = 5;

/**
 * Writes the headers of a refusal: the challenge (RFC 6750 section 3), or when to ask again (RFC 9110 section
 * 10.2.3). The status and the body are the error's own.
 *
 * @param scopes all scopes of the route; only `insufficient_scope` tells them
 * @returns the same error, to throw
 */
export function refuse(
  error: BearerError,
  response: HeaderWriter,
  scopes: readonly string[] = [],
): BearerError {
  response.header('Cache-Control', 'no-store');
  if (error.code === 'temporarily_unavailable') {
    response.header('Retry-After', String(RETRY_AFTER_SECONDS));
    return error;
  }
  response.header(
    'WWW-Authenticate',
    challenge(
      error.code && {
        error: error.code,
        errorDescription: error.message,
        scopes: error.code === 'insufficient_scope' ? scopes : [],
      },
    ),
  );
  return error;
}
