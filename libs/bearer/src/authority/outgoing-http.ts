/**
 * The port through which the authorization server is asked. The default is `fetch`; a host supplies its own class
 * (`http:` of `BearerModule`) for a proxy or its own certificate authority, a test for canned answers.
 */
export abstract class OutgoingHttp {
  /**
   * @param url https, or http on loopback
   * @param init as for `fetch`; its `signal` ends the exchange in time, its `redirect` forbids redirects
   * @throws anything, when there is no answer; the guard then answers 503
   */
  abstract send(url: string, init: RequestInit): Promise<Response>;
}
