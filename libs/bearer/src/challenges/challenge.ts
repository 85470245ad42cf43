import type { BearerErrorCode } from './bearer.error.js';

export interface ChallengeParameters {
  /** Protection space; any text. */
  readonly realm?: string;
  /** Left out when the request carried no token (RFC 6750 section 3.1). */
  readonly error?: Exclude<BearerErrorCode, 'temporarily_unavailable'>;
  /** Words for the developer of the client, at most 200 characters are sent. */
  readonly errorDescription?: string;
  /** Scope tokens that the resource asks for. */
  readonly scopes?: readonly string[];
}

const DESCRIPTION_LIMIT = 200;
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * Writes the value of a `WWW-Authenticate` header (RFC 6750 section 3). Whatever the parameters hold, the result
 * is one line of printable ASCII: characters that the grammar forbids are replaced, never passed on.
 *
 * @returns for example `Bearer error="invalid_token", error_description="…"`
 */
export function challenge(parameters: ChallengeParameters = {}): string {
  const { realm, error, errorDescription, scopes } = parameters;
  const attributes: string[] = [];
  if (realm !== undefined) attributes.push(`realm="${quotable(realm)}"`);
  if (error !== undefined) attributes.push(`error="${quotable(error)}"`);
  if (errorDescription) attributes.push(`error_description="${quotable(errorDescription)}"`);
  const asked = scopes?.filter(isScopeToken) ?? [];
  if (asked.length > 0) attributes.push(`scope="${asked.join(' ')}"`);
  return attributes.length === 0 ? 'Bearer' : `Bearer ${attributes.join(', ')}`;
}

/** RFC 6749 section 3.3: one scope token, printable ASCII without space, quote and backslash. */
export function isScopeToken(value: string): boolean {
  return SCOPE_TOKEN.test(value);
}

/** Only %x20-21 / %x23-5B / %x5D-7E may stand in error and error_description: nothing is left to escape. */
function quotable(text: string): string {
  return text
    .slice(0, DESCRIPTION_LIMIT)
    .replaceAll('"', "'")
    .replace(/[^\x20-\x7e]|\\/g, '?');
}
