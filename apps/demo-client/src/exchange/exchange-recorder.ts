import { AsyncLocalStorage } from 'node:async_hooks';
import { STATUS_CODES } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { CustomFetchOptions } from 'openid-client';
import type { HttpAnswer, HttpExchange, HttpHeader } from './http-exchange.js';
import { maskBody, maskHeader } from './masking.js';

/** Characters of one body that are kept; sessions live in memory. */
const MAX_BODY = 16_384;

/** The answer's headers that matter to an OAuth client; the others are counted. */
const TOLD_HEADERS = ['content-type', 'cache-control', 'www-authenticate', 'retry-after', 'location', 'date'];

/**
 * Listens to the HTTP traffic of openid-client through its `customFetch` hook, so that the pages show what was
 * really sent and answered. One Configuration serves all users; which user's list an exchange belongs to is
 * known by the asynchronous context.
 */
@Injectable()
export class ExchangeRecorder {
  private readonly current = new AsyncLocalStorage<HttpExchange[]>();

  /** Runs `work` and appends every exchange it causes, also when it throws. */
  into<T>(exchanges: HttpExchange[], work: () => Promise<T>): Promise<T> {
    return this.current.run(exchanges, work);
  }

  readonly fetch = async (url: string, options: CustomFetchOptions): Promise<Response> => {
    const exchanges = this.current.getStore();
    if (!exchanges) return fetch(url, options as RequestInit);
    const request = {
      at: new Date(),
      method: options.method,
      url,
      requestHeaders: Object.entries(options.headers).map(maskHeader),
      requestBody: toText(options.headers['content-type'], options.body),
    };
    const started = performance.now();
    const note = (answer: HttpAnswer | null, failure: string | null): void => {
      exchanges.push({ ...request, milliseconds: Math.round(performance.now() - started), answer, failure });
    };
    try {
      const response = await fetch(url, options as RequestInit);
      note(await toAnswer(response.clone()), null);
      return response;
    } catch (error) {
      note(null, toReason(error));
      throw error;
    }
  };
}

function toText(contentType: string | undefined, body: CustomFetchOptions['body']): string | null {
  if (body === undefined || body === null) return null;
  return maskBody(contentType ?? '', String(body)).slice(0, MAX_BODY);
}

async function toAnswer(response: Response): Promise<HttpAnswer> {
  const all: readonly HttpHeader[] = [...response.headers];
  const headers = all.filter(([name]) => TOLD_HEADERS.includes(name)).map(maskHeader);
  return {
    status: response.status,
    statusText: response.statusText || (STATUS_CODES[response.status] ?? ''),
    headers,
    furtherHeaders: all.length - headers.length,
    body: maskBody(response.headers.get('content-type') ?? '', await response.text()).slice(0, MAX_BODY),
  };
}

function toReason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { code } = (error.cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : error.message;
}
