import type { HttpAnswer, HttpExchange, HttpHeader } from '../exchange/http-exchange.js';
import { html, type Html } from './html.js';
import { clockTime } from './time.js';

/** The request as it was sent. */
export function requestView(exchange: HttpExchange): Html {
  return wireView(
    'Request',
    clockTime(exchange.at),
    `${exchange.method} ${exchange.url}`,
    headerLines(exchange.requestHeaders),
    exchange.requestBody,
  );
}

/** The answer as it came, or why none came. */
export function answerView(exchange: HttpExchange): Html {
  const time = html`after ${exchange.milliseconds} ms`;
  if (!exchange.answer)
    return wireView('No answer', time, `The server did not answer: ${exchange.failure}`, '', null);
  const { status, statusText, headers, body } = exchange.answer;
  const lines = headerLines(headers) + furtherHeaders(exchange.answer);
  return wireView('Answer', time, `HTTP ${status} ${statusText}`, lines, body);
}

/** Request and answer side by side, stacked where there is no room. */
export function exchangeView(exchange: HttpExchange): Html {
  return html`<div class="pair">${requestView(exchange)}${answerView(exchange)}</div>`;
}

/** An object as indented JSON. */
export function jsonView(caption: string, value: object): Html {
  return html`<figure class="wire">
    <figcaption>${caption}</figcaption>
    <pre><code>${JSON.stringify(value, null, 2)}</code></pre>
  </figure>`;
}

function wireView(caption: string, aside: Html, line: string, headers: string, body: string | null): Html {
  return html`<figure class="wire">
    <figcaption>${caption} <span class="aside">${aside}</span></figcaption>
    <pre><code><b>${line}</b>${headers}${body ? `\n\n${body}` : null}</code></pre>
  </figure>`;
}

function headerLines(headers: readonly HttpHeader[]): string {
  return headers.map(([name, value]) => `\n${name}: ${value}`).join('');
}

function furtherHeaders({ furtherHeaders: count }: HttpAnswer): string {
  return count > 0 ? `\n(and ${count} further headers)` : '';
}
