import { asCurl } from './as-curl.js';
import type { Outgoing, Step } from './outgoing.js';

export type Header = readonly [name: string, value: string];

export interface SentRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: readonly Header[];
  /** The form, as it was sent; null without one. */
  readonly body: string | null;
}

export interface ReceivedResponse {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: string;
}

/** A request and its answer. The client's secret is in neither. */
export interface Exchange {
  readonly step: Step;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly milliseconds: number;
  readonly request: SentRequest;
  /** Null for what goes through the browser. */
  readonly response: ReceivedResponse | null;
  /** The same request for a shell that has the secret as CLIENT_SECRET; null for what a browser sends. */
  readonly curl: string | null;
}

/** What tells something about an answer; the others are the same everywhere. */
const TELLING = ['content-type', 'cache-control', 'www-authenticate', 'retry-after', 'dpop-nonce'];
/** Milliseconds. */
const TIMEOUT = 5_000;
const MASK = '••••••';

/**
 * Sends a request and writes down what was sent and what came back.
 *
 * @throws TypeError, DOMException when there is no answer
 */
export async function perform(outgoing: Outgoing): Promise<Exchange> {
  const { step, url, form, as } = outgoing;
  const at = Date.now();
  const method = form ? 'POST' : 'GET';
  const body = form ? form.toString() : null;
  const type: Header[] = form ? [['Content-Type', 'application/x-www-form-urlencoded']] : [];
  const accept: Header = ['Accept', 'application/json'];
  const proof = as.kind === 'client' ? `Basic ${basic(as.clientId, as.secret)}` : `Bearer ${as.token}`;
  const answer = await fetch(url, {
    method,
    headers: [...type, accept, ['Authorization', proof]] as [string, string][],
    ...(body !== null && { body }),
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT),
  });
  const text = await answer.text();
  const shown = as.kind === 'client' ? `Basic ${MASK}` : proof;
  const request: SentRequest = { method, url, headers: [...type, accept, ['Authorization', shown]], body };
  return {
    step,
    at,
    milliseconds: Date.now() - at,
    request,
    response: {
      status: answer.status,
      headers: [...answer.headers].filter(([name]) => TELLING.includes(name)),
      body: text,
    },
    curl: asCurl(outgoing),
  };
}

/** What the browser is sent with; it is no request of ours. */
export function throughBrowser(step: Step, url: string): Exchange {
  return {
    step,
    at: Date.now(),
    milliseconds: 0,
    request: { method: 'GET', url, headers: [], body: null },
    response: null,
    curl: null,
  };
}

/** RFC 6749 section 2.3.1. */
function basic(clientId: string, secret: string): string {
  const [id, value] = [clientId, secret].map((part) => new URLSearchParams({ v: part }).toString().slice(2));
  return Buffer.from(`${id}:${value}`).toString('base64');
}
