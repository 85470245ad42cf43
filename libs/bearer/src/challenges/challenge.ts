import type { BearerErrorCode } from './bearer.error.js';
import type { TokenScheme } from './read-access-token.js';

export interface ChallengeParameters {
  /** Default `Bearer`. */
  readonly scheme?: TokenScheme;
  /** Protection space; any text. */
  readonly realm?: string;
  /** Left out when the request carried no token (RFC 6750 section 3.1). */
  readonly error?: Exclude<BearerErrorCode, 'temporarily_unavailable'>;
  /** Words for the developer of the client, at most 200 characters are sent. */
  readonly errorDescription?: string;
  /** Scope tokens that the resource asks for. `offline_access` is between client and authorization server: left out. */
  readonly scopes?: readonly string[];
  /** Where the protected resource metadata is (RFC 9728 section 5.1), a URL. */
  readonly resourceMetadata?: string;
  /** Authentication contexts, any one of which will do (RFC 9470 section 3). */
  readonly acrValues?: readonly string[];
  /** Seconds that may lie between the user's sign-in and now (RFC 9470 section 3). */
  readonly maxAge?: number;
  /** Signature algorithms of a DPoP proof (RFC 9449 section 7.1). */
  readonly algorithms?: readonly string[];
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
  const { scheme = 'Bearer', realm, error, errorDescription, resourceMetadata, maxAge } = parameters;
  const attributes = [
    attribute('realm', realm?.slice(0, DESCRIPTION_LIMIT)),
    attribute('error', error),
    attribute('error_description', errorDescription?.slice(0, DESCRIPTION_LIMIT) || undefined),
    attribute('scope', words(parameters.scopes?.filter((scope) => scope !== 'offline_access'))),
    attribute('resource_metadata', resourceMetadata),
    attribute('acr_values', words(parameters.acrValues)),
    attribute('max_age', maxAge?.toString()),
    attribute('algs', words(parameters.algorithms)),
  ].filter((text) => text !== undefined);
  return attributes.length === 0 ? scheme : `${scheme} ${attributes.join(', ')}`;
}

/** RFC 6749 section 3.3: one scope token, printable ASCII without space, quote and backslash. */
export function isScopeToken(value: string): boolean {
  return SCOPE_TOKEN.test(value);
}

function attribute(name: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : `${name}="${quotable(value)}"`;
}

function words(list: readonly string[] | undefined): string | undefined {
  return list?.filter(isScopeToken).join(' ') || undefined;
}

/** Only %x20-21 / %x23-5B / %x5D-7E may stand in error and error_description: nothing is left to escape. */
function quotable(text: string): string {
  return text.replaceAll('"', "'").replace(/[^\x20-\x7e]|\\/g, '?');
}
