import type { Parameters } from '../../primitives/parameters.js';
import type { ClientCredentials } from './client-credentials.js';

/** `client_id` and `client_secret` in the body (RFC 6749 section 2.3.1), or a public client's `client_id` alone. */
export function readPost(form: Parameters): ClientCredentials | undefined {
  const { client_id: clientId, client_secret: secret } = form;
  if (clientId === undefined) return undefined;
  return secret === undefined
    ? { method: 'none', clientId, secret: null }
    : { method: 'client_secret_post', clientId, secret };
}
