import { authorityUnavailable } from '../challenges/refusals.js';
import type { OutgoingHttp } from './outgoing-http.js';

const ANSWER_LIMIT_BYTES = 512 * 1024;

export interface Answer {
  readonly status: number;
  /** The parsed document of a 200, otherwise undefined. */
  readonly json?: Record<string, unknown>;
}

/**
 * One exchange with the authorization server: no redirects, a bounded answer, JSON objects only.
 *
 * @throws BearerError 503 when there is no answer or it is not a JSON object
 */
export async function ask(http: OutgoingHttp, url: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await http.send(url, { ...init, redirect: 'error' });
    if (response.status !== 200) {
      await response.body?.cancel();
      return { status: response.status };
    }
    const json: unknown = JSON.parse(await readBounded(response));
    if (typeof json !== 'object' || json === null || Array.isArray(json))
      throw new Error('not a JSON object');
    return { status: 200, json: json as Record<string, unknown> };
  } catch (cause) {
    throw authorityUnavailable(`${init.method ?? 'GET'} ${url} failed: ${reason(cause)}`, cause);
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > ANSWER_LIMIT_BYTES) throw new Error(`answer longer than ${ANSWER_LIMIT_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `fetch` says only "fetch failed" and keeps the reason underneath. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
