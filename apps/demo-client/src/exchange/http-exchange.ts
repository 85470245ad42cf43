/** One HTTP request and its answer as they went over the wire, secrets masked before anything is kept. */
export interface HttpExchange {
  readonly at: Date;
  readonly milliseconds: number;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: readonly HttpHeader[];
  readonly requestBody: string | null;
  /** Null when nobody answered; `failure` then says why. */
  readonly answer: HttpAnswer | null;
  readonly failure: string | null;
}

export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly HttpHeader[];
  /** Headers received but not kept, because they say nothing about OAuth. */
  readonly furtherHeaders: number;
  readonly body: string;
}

export type HttpHeader = readonly [name: string, value: string];

/** The last request to this address, or null. */
export function lastSentTo(exchanges: readonly HttpExchange[], url: string | undefined): HttpExchange | null {
  return exchanges.findLast((exchange) => exchange.url === url) ?? null;
}
