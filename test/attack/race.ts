import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { credentials } from './flow.js';
import { query, type Parameters } from '../support/parameters.js';
import type { ClientFixture } from './fixtures.js';
import { checkAnswer } from './oracle.js';
import type { EndpointName, Target } from './target.js';

export interface RaceAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface Runner {
  readonly target: Target;
  readonly endpoint: EndpointName;
  readonly client: ClientFixture;
  readonly form: Parameters;
}

/**
 * Form posts that meet inside the server as closely as requests can: each is sent but for its last byte, and the last
 * bytes follow in one tick.
 */
export async function race(runners: readonly Runner[]): Promise<RaceAnswer[]> {
  const held = await Promise.all(runners.map(hold));
  return Promise.all(held.map((finish) => finish()));
}

/** The same form, many times, spread over the processes. */
export function crowd(
  count: number,
  members: readonly Target[],
  runner: Omit<Runner, 'target'>,
): Promise<RaceAnswer[]> {
  return race(Array.from({ length: count }, (_, i) => ({ ...runner, target: members[i % members.length]! })));
}

async function hold({ target, endpoint, client, form }: Runner): Promise<() => Promise<RaceAnswer>> {
  const proof = await credentials(target, client);
  const body = query({ ...proof.form, ...form }).toString();
  const url = target.endpoint(endpoint);
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const request = send(url, {
    method: 'POST',
    agent: false,
    headers: {
      ...proof.headers,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
    },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('error', reject).on('response', resolve);
  });
  await new Promise<void>((resolve, reject) => {
    request.once('error', reject);
    request.write(body.slice(0, -1), () => resolve());
  });
  return async () => {
    const start = performance.now();
    request.end(body.slice(-1));
    const response = await answered;
    let text = '';
    for await (const part of response.setEncoding('utf8')) text += part as string;
    const status = response.statusCode!;
    checkAnswer(`POST ${url}`, { status, milliseconds: performance.now() - start, text }, target.isBroken);
    return { status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  };
}

/** `{ '200': 1, '400 invalid_grant': 49 }` */
export function tally(answers: readonly RaceAnswer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const key = typeof body['error'] === 'string' ? `${status} ${body['error']}` : String(status);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
