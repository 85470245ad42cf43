import { headerValues, type RawRequest } from './header-values.js';

/** The part of an Express or Fastify request, or of Node's own, that is read here. */
export interface BearerRequest extends RawRequest {
  readonly headers: { readonly authorization?: string; readonly 'content-type'?: string };
  readonly body?: unknown;
}

/** How an access token is presented: alone (RFC 6750), or with a proof of possession (RFC 9449 section 7.1). */
export type TokenScheme = 'Bearer' | 'DPoP';

/** `malformed` and `duplicate` are `invalid_request` (400); `none` is a 401 without an error code. */
export type PresentedToken =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly scheme: TokenScheme; readonly token: string }
  | { readonly kind: 'malformed' | 'duplicate'; readonly reason: string };

const TOKEN = /^ +([A-Za-z0-9\-._~+/]+=*)$/;

/**
 * Reads the access token of a request from its `Authorization` header (RFC 6750 section 2.1, RFC 9449 section 7.1), the
 * only place where it is accepted. A token in the query string does not exist for us (RFC 9700 section 4.3.2); one in
 * a form body counts only as the forbidden second way of sending it (RFC 6750 section 2).
 *
 * @param schemes those that are accepted; credentials of any other are no token
 */
export function readAccessToken(
  request: BearerRequest,
  schemes: readonly TokenScheme[] = ['Bearer', 'DPoP'],
): PresentedToken {
  if (headerValues(request, 'authorization').length > 1) {
    return { kind: 'duplicate', reason: 'More than one Authorization header was sent.' };
  }
  const header = request.headers.authorization;
  const scheme = schemeOf(header);
  if (header === undefined || scheme === undefined || !schemes.includes(scheme)) return { kind: 'none' };
  const token = TOKEN.exec(header.slice(scheme.length))?.[1];
  if (token === undefined) {
    // Single quotes: a double one may not stand in an error_description (RFC 6750 section 3).
    return { kind: 'malformed', reason: `The Authorization header is not '${scheme}' and one token.` };
  }
  if (formHasToken(request)) {
    return { kind: 'duplicate', reason: 'The access token was sent in more than one way.' };
  }
  return { kind: 'token', scheme, token };
}

/** The same for an endpoint that knows the scheme `Bearer` only. */
export function readBearerToken(request: BearerRequest): PresentedToken {
  return readAccessToken(request, ['Bearer']);
}

/** @param authorization the `Authorization` header */
export function schemeOf(authorization: string | undefined): TokenScheme | undefined {
  const name = /^(bearer|dpop)(?: |$)/i.exec(authorization ?? '')?.[1];
  if (name === undefined) return undefined;
  return name.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer';
}

/** Only a form counts (RFC 6750 section 2.2): in JSON `access_token` is a field like any other. */
function formHasToken({ headers, body }: BearerRequest): boolean {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'access_token')) return false;
  return /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
}
