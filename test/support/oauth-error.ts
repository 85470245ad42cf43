import { expect } from '@jest/globals';

/** Status, `error` and `error_description`. */
export type ExpectedError = readonly [status: number, error: string, description: string];

export const INVALID_CLIENT: ExpectedError = [401, 'invalid_client', 'Client authentication failed.'];
export const INVALID_GRANT: ExpectedError = [
  400,
  'invalid_grant',
  'The grant is invalid, expired or already used.',
];
export const MALFORMED: ExpectedError = [
  400,
  'invalid_request',
  'A parameter is repeated or is not a string.',
];
export const TOO_MANY: ExpectedError = [400, 'invalid_request', 'The request has too many parameters.'];
export const NOT_A_FORM: ExpectedError = [
  400,
  'invalid_request',
  'The body must be application/x-www-form-urlencoded.',
];

/** @param refused those that are not allowed; none when the list is malformed */
export function invalidScope(refused?: string): ExpectedError {
  return [
    400,
    'invalid_scope',
    `The requested scope is invalid${refused === undefined ? '' : `: ${refused}`}.`,
  ];
}

/** @param refused the one that is not allowed; none when none was asked for */
export function invalidTarget(refused?: string): ExpectedError {
  const named = refused === undefined ? '' : `: ${refused}`;
  return [400, 'invalid_target', `The requested resource is not allowed${named}.`];
}

/** Of an endpoint that takes an access token (RFC 6750 section 3). */
export const INVALID_TOKEN: ExpectedError = [401, 'invalid_token', 'The access token is invalid or expired.'];
export const INVALID_TOKEN_CHALLENGE =
  'Bearer error="invalid_token", error_description="The access token is invalid or expired."';

const CHALLENGE = 'Basic realm="portcullis", charset="UTF-8"';

/**
 * An error of a JSON endpoint, whole: nothing beside the two members of RFC 6749 section 5.2, never cacheable, and a
 * challenge on 401 (RFC 9110 section 15.5.2) and nowhere else.
 */
export async function expectOAuthError(
  response: Response,
  [status, error, description]: ExpectedError,
  wwwAuthenticate: string | null = error === 'invalid_client' ? CHALLENGE : null,
): Promise<void> {
  const { headers } = response;
  expect({
    status: response.status,
    body: await response.text(),
    type: headers.get('content-type'),
    cache: headers.get('cache-control'),
    pragma: headers.get('pragma'),
    challenge: headers.get('www-authenticate'),
  }).toEqual({
    status,
    body: JSON.stringify({ error, error_description: description }),
    type: 'application/json;charset=UTF-8',
    cache: 'no-store',
    pragma: 'no-cache',
    challenge: wwwAuthenticate,
  });
}
