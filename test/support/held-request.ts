import { request as httpRequest } from 'node:http';
import { basic } from './flow.js';
import { query, type Parameters } from './parameters.js';
import type { RegisteredClient } from './test-server.js';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * Sends a form except for its last bytes: the server has the request in hand when this returns, and acts on it when
 * `finish` is called. Many of them, finished in one tick, meet inside the server as closely as requests can.
 *
 * @param client authenticated with HTTP Basic
 */
export async function holdRequest(
  url: string,
  client: RegisteredClient,
  form: Parameters,
): Promise<{ finish: () => Promise<Answer> }> {
  const body = query(form).toString();
  const request = httpRequest(url, {
    method: 'POST',
    agent: false,
    headers: {
      ...basic(client),
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
      expect: '100-continue',
    },
  });
  const answered = new Promise<Answer>((resolve, reject) => {
    request.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode!, body: text }));
    });
  });
  const inHand = new Promise((resolve) => request.once('continue', resolve));
  request.flushHeaders();
  await inHand;
  request.write(body.slice(0, -1));
  return {
    finish: () => {
      request.end(body.slice(-1));
      return answered;
    },
  };
}
