import { OAuthError } from '../errors/oauth-error.js';

// What a preview is refused for beside the errors of the token endpoint. Only the admin app sees them.
export const unknownClient = OAuthError.define(
  'unknown_client',
  400,
  'There is no such client, or it is disabled.',
);
export const unknownUser = OAuthError.define('unknown_user', 400, 'There is no such user.');
export const disabledUser = OAuthError.define('disabled_user', 400, 'This user is disabled.');
