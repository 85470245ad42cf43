import { HttpException } from '@nestjs/common';
import { BearerError } from '@portcullis/bearer';
import {
  InvalidClientSettings,
  OAuthError,
  SecretInUse,
  StaleVersion,
  UnknownClient,
  InvalidUser,
  StaleUser,
  UnknownUser,
  UsernameTaken,
  InvalidDefinition,
  KeyRefused,
  StillUsed,
  UnknownKey,
  UnknownResource,
  UnknownScope,
} from '@portcullis/oauth';
import { AuthorityUnreachable } from '../authority/authority-unreachable.js';
import { keyProblem } from '../keys/key-problem.js';
import { ApiError } from './api-error.js';

/** Whatever was thrown, as an answer of the JSON API; undefined when nobody expected it. */
export function toApiError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof InvalidClientSettings) {
    return new ApiError(400, 'invalid_client_settings', 'Some settings were refused.', error.problems);
  }
  if (error instanceof StaleVersion) {
    return new ApiError(412, 'stale_version', 'Somebody else has edited this since you read it.');
  }
  if (error instanceof UnknownClient)
    return new ApiError(404, 'not_found', 'There is no such client or secret.');
  if (error instanceof SecretInUse) {
    return new ApiError(409, 'secret_in_use', 'This secret still works. Disable it first.');
  }
  if (error instanceof StaleUser) {
    return new ApiError(412, 'stale_version', 'Somebody else has edited this user since you read them.');
  }
  if (error instanceof UnknownUser) {
    const message =
      'The built-in account store has no user with this subject. Users of a store of your own are kept there.';
    return new ApiError(404, 'unknown_user', message);
  }
  if (error instanceof UsernameTaken) {
    const fields = [{ field: 'username', message: error.message }];
    return new ApiError(409, 'username_taken', error.message, fields);
  }
  if (error instanceof InvalidUser) {
    return new ApiError(400, 'invalid_user', error.message, [{ field: 'username', message: error.message }]);
  }
  if (error instanceof AuthorityUnreachable) {
    return new ApiError(
      503,
      'authority_unreachable',
      'The authorization server does not answer.',
      undefined,
      {
        'Retry-After': '5',
      },
    );
  }
  if (error instanceof KeyRefused) return keyProblem(error);
  if (error instanceof UnknownKey) return new ApiError(404, 'not_found', 'There is no such key.');
  if (error instanceof InvalidDefinition) {
    return new ApiError(400, 'invalid_scope_settings', 'Some entries were refused.', error.problems);
  }
  if (error instanceof StillUsed) {
    return new ApiError(409, 'still_used', `It is on the lists of at least ${error.clients} clients.`);
  }
  if (error instanceof UnknownScope) return new ApiError(404, 'not_found', 'There is no such scope to edit.');
  if (error instanceof UnknownResource) return new ApiError(404, 'not_found', 'There is no such resource.');
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
