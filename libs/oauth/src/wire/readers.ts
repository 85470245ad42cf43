import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** What a page of a client must see of an answer beside its body: challenges, nonces (RFC 9449 section 8), limits. */
const EXPOSED = 'WWW-Authenticate, DPoP-Nonce, Retry-After';

/** On the response itself: on the way of every token, a WeakMap costs more than what it keeps. */
const READER = Symbol('reader');
type ReadableResponse = ServerResponse & { [READER]?: string | null };

/**
 * Notes from which origin an answer may be read.
 *
 * @param origin null when it depends on the origin and this one may not
 */
export function letRead(response: ServerResponse, origin: string | null): void {
  (response as ReadableResponse)[READER] = origin;
}

/**
 * The CORS headers of one of our answers. What the host's own CORS put there goes: a host that opens its API to every
 * page has not opened its sign-in to them.
 */
export function readerHeaders(response: ServerResponse): OutgoingHttpHeaders {
  for (const name of response.getHeaderNames()) {
    if (name.startsWith('access-control-')) response.removeHeader(name);
  }
  const origin = (response as ReadableResponse)[READER];
  if (origin === undefined) return {};
  vary(response);
  // Never credentials: a browser's cookies have no business at these endpoints (RFC 9700 section 2.6).
  return origin === null
    ? {}
    : { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': EXPOSED };
}

function vary(response: ServerResponse): void {
  const present = response.getHeader('Vary');
  if (present === undefined) {
    response.setHeader('Vary', 'Origin');
    return;
  }
  const names = [present].flat().join(', ').toLowerCase();
  if (!/(^|,)\s*(origin|\*)\s*(,|$)/.test(names)) response.appendHeader('Vary', 'Origin');
}
