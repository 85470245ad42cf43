import type { Parameters } from '../primitives/parameters.js';

/** How references to pushed requests begin (RFC 9126 section 2.2). */
export const REQUEST_URI = 'urn:ietf:params:oauth:request_uri:';

/** A request that a client made known before, and refers to by its `request_uri` (RFC 9126 section 4). */
export interface ReferredRequest {
  /** By which it is ended. */
  readonly id: string;
  readonly parameters: Parameters;
}

/** Port: requests that can be referred to. Nobody provides it where pushed requests are switched off. */
export abstract class RequestUris {
  /**
   * @returns null when the reference is unknown, expired, another client's, or its request was answered before
   */
  abstract find(requestUri: string, clientId: string): Promise<ReferredRequest | null>;

  /**
   * Ends a request.
   *
   * @returns true for exactly one caller
   */
  abstract complete(id: string): Promise<boolean>;
}
