/** What one request came to. Equal ones are the same object, so that an implementation can keep what it made of it. */
export interface AnsweredRequest {
  /** The first part of the path below the prefix, such as `token` or `sign_in`; `metadata` for discovery. */
  readonly endpoint: string;
  /** At the token endpoint, once the grant is known and offered; otherwise empty. */
  readonly grantType: string;
  /**
   * `ok`, the error code that was answered (RFC 6749 section 5.2 and others), `limited` for 429, `aborted` when nobody
   * waited for the answer, or `other` for an error code of a host.
   */
  readonly outcome: string;
}

/** `query` is a list for people, `unit` several statements that commit together. */
export type StatementKind = 'select' | 'insert' | 'update' | 'delete' | 'query' | 'unit';

/** What can be read at any time. */
export type Level =
  /** Passwords that wait for their turn to be hashed. */
  | 'hashes_waiting'
  /** Passwords that are being hashed. */
  | 'hashes_running'
  /** Seconds until the next signing key takes over, the nearest of all algorithms; 0 while one has no next key. */
  | 'next_signing_key';

/**
 * What an operator watches, as a port. This class is also the default: it counts nothing. Extend it and override what
 * you want to know; what is added later then does not break you.
 *
 * All methods are called often and must not throw. No argument holds a client id, a user, a token or anything else
 * that a request may choose freely, so each fits into a label. Times are seconds.
 */
export class Metrics {
  /** @param seconds from the arrival of its head to the end of its answer */
  requestAnswered(_request: AnsweredRequest, _seconds: number): void {}

  /**
   * A statement, or several of one unit, was on a connection. Every attempt counts.
   *
   * @param waited for its turn and a connection
   * @param ran on the connection
   */
  statementEnded(_kind: StatementKind, _waited: number, _ran: number): void {}

  /** A statement is tried again after a lock conflict. */
  statementRetried(): void {}

  /** Storage gave no answer in time or none at all; whoever asked gets 503. */
  storageFailed(): void {}

  /**
   * @param waited in the queue
   * @param ran on a core
   */
  passwordHashed(_waited: number, _ran: number): void {}

  /** The queue of passwords was full; whoever asked is told to come back. */
  passwordRefused(): void {}

  /** @param event name of an event of the audit log; `other` for a host's own */
  eventRecorded(_event: string): void {}

  /**
   * Called after each statement of pruning that deletes.
   *
   * @param rows that had expired and that it deleted; may be 0
   */
  rowsPruned(_rows: number): void {}

  /** Called once for each level, at the start. */
  watch(_level: Level, _read: () => number): void {}
}
