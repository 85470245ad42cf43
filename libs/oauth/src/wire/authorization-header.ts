import type { IncomingMessage } from 'node:http';
import { invalidClient } from '../errors/catalogue.js';

/** The part of a request of either HTTP adapter that is read here. */
export interface HeadRequest {
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders?: readonly string[];
  /** Fastify: Node's request underneath. */
  readonly raw?: IncomingMessage;
}

/**
 * The Authorization header, or undefined without one.
 *
 * @throws invalid_client when it came twice: Node keeps the first one, a proxy in front may have judged the other
 */
export function authorizationOf(request: HeadRequest): string | undefined {
  const raw = request.rawHeaders ?? request.raw?.rawHeaders ?? [];
  const count = raw.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'authorization').length;
  if (count > 1) throw invalidClient.because('two Authorization headers');
  return request.headers.authorization;
}
