import type { HttpExchange } from './http-exchange.js';

/** What an endpoint said when it refused (RFC 6749 section 5.2). */
export interface ErrorResponse {
  readonly error: string;
  readonly description: string | null;
}

/** The error in a recorded answer, or null when there is none to read. */
export function errorResponse(exchange: HttpExchange | null): ErrorResponse | null {
  try {
    const body = JSON.parse(exchange?.answer?.body ?? '') as Record<string, unknown> | null;
    const { error, error_description: description } = body ?? {};
    if (typeof error !== 'string') return null;
    return { error, description: typeof description === 'string' ? description : null };
  } catch {
    return null;
  }
}
