import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** The response of either HTTP adapter: Express's is a ServerResponse, Fastify's reply holds one as `raw`. */
export type WireResponse = ServerResponse | { readonly raw: ServerResponse };

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
  const raw = 'raw' in response ? response.raw : response;
  raw.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body);
}
