import type { DpopRequest } from '../dpop/read-dpop-header.js';
import type { BearerRequest } from './read-access-token.js';

/** The part of an Express or Fastify request that a guard reads. */
export interface GuardedRequest extends BearerRequest, DpopRequest {
  readonly headers: BearerRequest['headers'] &
    DpopRequest['headers'] & { readonly host?: string; readonly ':authority'?: string | string[] };
  readonly method: string;
  /** The request target: under Express what is left of it after mounting. */
  readonly url: string;
  /** The whole of it. */
  readonly originalUrl?: string;
}

/** Both Express and Fastify set a header this way. */
export interface HeaderWriter {
  header(name: string, value: string | string[]): unknown;
}

/** A request to be judged, and where the headers of the judgement go. */
export interface Exchange {
  readonly request: GuardedRequest;
  /** Absent where a GraphQL context does not hand it over. */
  readonly response?: HeaderWriter;
}
