import { format } from 'node:util';

/**
 * A protocol error (RFC 6749 section 5.2). `code` and `description` are public; `detail` goes to the log and
 * never leaves the process.
 */
export class OAuthError extends Error {
  private constructor(
    readonly code: string,
    readonly status: number,
    readonly description: string,
    readonly detail?: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail ? `${code}: ${description} (${detail})` : `${code}: ${description}`);
  }

  /** Declares an error of the catalogue. */
  static define(code: string, status: number, description: string): OAuthError {
    return new OAuthError(code, status, description);
  }

  /** The same error with another public text. Only characters of RFC 6749 section 5.2 may appear in it. */
  describe(description: string): OAuthError {
    return new OAuthError(this.code, this.status, description, this.detail, this.headers);
  }

  /** The same error with a private reason. */
  because(reason: string, ...values: unknown[]): OAuthError {
    return new OAuthError(this.code, this.status, this.description, format(reason, ...values), this.headers);
  }

  /** The same error with response headers. */
  with(headers: Record<string, string>): OAuthError {
    return new OAuthError(this.code, this.status, this.description, this.detail, {
      ...this.headers,
      ...headers,
    });
  }

  /** The same error with another HTTP status. */
  as(status: number): OAuthError {
    return new OAuthError(this.code, status, this.description, this.detail, this.headers);
  }

  toJSON(): { error: string; error_description: string } {
    return { error: this.code, error_description: this.description };
  }
}
