/** What is sent to an address that a client gave. */
export interface OutgoingRequest {
  /** Form to POST; a GET without it. */
  readonly form?: URLSearchParams;
  /** `Accept` header. */
  readonly accept?: string;
  /** A longer answer is an error. Bytes. */
  readonly maxBytes: number;
}

/** What came back, whatever its status. */
export interface OutgoingAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A request that was refused before it was sent, or got no usable answer. */
export class OutgoingFailure extends Error {}

/**
 * Port: how this server reaches addresses that clients gave it: key sets, metadata documents, back-channel logout.
 * Whoever replaces it takes over its duty not to be talked into reaching the inside of the network.
 */
export abstract class OutgoingHttp {
  /**
   * One request, no redirect followed.
   *
   * @param url https
   * @throws OutgoingFailure
   */
  abstract send(url: string, request: OutgoingRequest): Promise<OutgoingAnswer>;
}
