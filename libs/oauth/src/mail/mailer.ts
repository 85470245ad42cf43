/** One mail to one address. */
export interface Mail {
  /** A bare address, such as `ada@example.com`: no name, no list. */
  readonly to: string;
  /** One line. */
  readonly subject: string;
  readonly text: string;
  /** The same as a document, without anything that a mail program would have to fetch. */
  readonly html?: string;
}

/**
 * Port: how mails leave. The default is what the `mail` option names. It is called in the background, never while
 * somebody waits for a page, at most twice at a time, and again when it fails.
 */
export abstract class Mailer {
  /**
   * @throws when the mail is not on its way. A `responseCode` of 500 or more on the error is a final no (RFC 5321
   *   section 4.2.1); anything else is tried again.
   */
  abstract send(mail: Mail): Promise<void>;
}
