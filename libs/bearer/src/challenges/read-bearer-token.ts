import { headerValues, type RawRequest } from './header-values.js';

/** The part of an Express or Fastify request, or of Node's own, that is read here. */
export interface BearerRequest extends RawRequest {
  readonly headers: { readonly authorization?: string; readonly 'content-type'?: string };
  readonly body?: unknown;
}

/** `malformed` and `duplicate` are `invalid_request` (400); `none` is a 401 without an error code. */
export type PresentedToken =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'malformed' | 'duplicate'; readonly reason: string };

const BEARER_SCHEME = /^bearer(?: |$)/i;
const CREDENTIALS = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * Reads the access token of a request from its `Authorization` header (RFC 6750 section 2.1), the only place
 * where it is accepted. A token in the query string does not exist for us (RFC 9700 section 4.3.2); one in a form
 * body counts only as the forbidden second way of sending it (RFC 6750 section 2).
 */
export function readBearerToken(request: BearerRequest): PresentedToken {
  if (headerValues(request, 'authorization').length > 1) {
    return { kind: 'duplicate', reason: 'More than one Authorization header was sent.' };
  }
  const header = request.headers.authorization;
  if (header === undefined || !BEARER_SCHEME.test(header)) return { kind: 'none' };
  const token = CREDENTIALS.exec(header)?.[1];
  if (token === undefined) {
    // Single quotes: a double one may not stand in an error_description (RFC 6750 section 3).
    return { kind: 'malformed', reason: "The Authorization header is not 'Bearer' and one token." };
  }
  if (formHasToken(request)) {
    return { kind: 'duplicate', reason: 'The access token was sent in more than one way.' };
  }
  return { kind: 'token', token };
}

/** Only a form counts (RFC 6750 section 2.2): in JSON `access_token` is a field like any other. */
function formHasToken({ headers, body }: BearerRequest): boolean {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'access_token')) return false;
  return /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
}
