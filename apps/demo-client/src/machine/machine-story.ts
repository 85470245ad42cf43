import type { HttpExchange } from '../exchange/http-exchange.js';

/** One run of the machine client: its token, and what the API said to it. */
export interface MachineStory {
  readonly tokenExchange: HttpExchange;
  /** Null when there was no token to show to the API. */
  readonly accessToken: string | null;
  readonly apiExchange: HttpExchange | null;
}
