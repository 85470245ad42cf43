import { HttpException } from '@nestjs/common';
import { BearerError } from '@portcullis/bearer';
import { InvalidClientSettings, OAuthError, StaleVersion, UnknownClient } from '@portcullis/oauth';
import { ApiError } from './api-error.js';

/** Whatever was thrown, as an answer of the JSON API; undefined when nobody expected it. */
export function toApiError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof InvalidClientSettings) {
    return new ApiError(400, 'invalid_client_settings', 'Some settings were refused.', error.problems);
  }
  if (error instanceof StaleVersion) {
    return new ApiError(412, 'stale_version', 'Somebody else has edited this client since you read it.');
  }
  if (error instanceof UnknownClient)
    return new ApiError(404, 'not_found', 'There is no such client or secret.');
  // Storage does not answer.
  if (error instanceof OAuthError && error.status === 503) return unavailable();
  if (error instanceof BearerError)
    return new ApiError(error.getStatus(), error.code ?? 'unauthenticated', error.message);
  if (error instanceof HttpException) return fromHttp(error);
  // The validator walks a body recursively.
  if (error instanceof RangeError && /call stack/.test(error.message)) {
    return new ApiError(400, 'invalid_request', 'The body is nested too deeply.');
  }
  return undefined;
}

const HTTP_CODES: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'too_large',
  415: 'unsupported_media_type',
};

function fromHttp(error: HttpException): ApiError | undefined {
  const code = HTTP_CODES[error.getStatus()];
  if (!code) return undefined;
  // The framework's own message for an unknown route repeats the URL; nothing is gained by that.
  return new ApiError(
    error.getStatus(),
    code,
    code === 'not_found' ? 'There is nothing here.' : error.message,
  );
}

function unavailable(): ApiError {
  return new ApiError(
    503,
    'temporarily_unavailable',
    'The database does not answer. Try again shortly.',
    undefined,
    {
      'Retry-After': '5',
    },
  );
}
