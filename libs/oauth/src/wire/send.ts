import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { OAuthError } from '../errors/oauth-error.js';
import { noteError } from './answer-notes.js';
import { readerHeaders } from './readers.js';

/** Fastify's reply, around Node's response. */
export interface FastifyReply {
  readonly raw: ServerResponse;
  getHeaders(): OutgoingHttpHeaders;
}

/** The response of either HTTP adapter: Express's is Node's own. */
export type WireResponse = ServerResponse | FastifyReply;

/** No intermediary may keep an answer that carries tokens or personal data (RFC 6749 section 5.1). */
export const NO_STORE = { 'Cache-Control': 'no-store', Pragma: 'no-cache' } as const;

/**
 * Sends JSON exactly as given. Protocol answers leave through here and not as a controller's return value, so that a
 * host's global interceptor cannot wrap them.
 */
export function sendJson(
  response: WireResponse,
  status: number,
  body: unknown,
  headers: OutgoingHttpHeaders = NO_STORE,
): void {
  if (body instanceof OAuthError) noteError(response, body.code);
  send(response, status, JSON.stringify(body), {
    'Content-Type': 'application/json;charset=UTF-8',
    ...headers,
  });
}

/** Redirects with 303, so that a form POST never repeats itself at the target (RFC 9700 section 4.12). */
export function redirect(response: WireResponse, location: string, headers: OutgoingHttpHeaders = {}): void {
  send(response, 303, '', { Location: location, ...NO_STORE, ...headers });
}

export function send(
  response: WireResponse,
  status: number,
  body: string | Buffer,
  headers: OutgoingHttpHeaders,
): void {
  const raw = rawOf(response);
  // RFC 9110 section 8.6: a 204 has no length.
  const length = status === 204 ? {} : { 'Content-Length': Buffer.byteLength(body) };
  raw.writeHead(status, { ...readerHeaders(raw), ...headers, ...length }).end(body);
}

/** Node's response, with the headers that hooks of the host left on Fastify's reply: on Express they are there already. */
function rawOf(response: WireResponse): ServerResponse {
  if (!('raw' in response)) return response;
  const { raw } = response;
  for (const [name, value] of Object.entries(response.getHeaders())) {
    // The reply's headers include Node's.
    if (value === undefined || value === raw.getHeader(name)) continue;
    if (name === 'set-cookie') raw.appendHeader(name, value as string | string[]);
    else raw.setHeader(name, value);
  }
  return raw;
}
