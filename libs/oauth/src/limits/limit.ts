/** How often something may fail. */
export interface Limit {
  /** So many attempts within one window; the next one is refused unjudged. */
  readonly attempts: number;
  /** Length of a window. It begins with its first attempt. */
  readonly seconds: number;
}

/** What is limited, each counted by itself. */
export type LimitName =
  /**
   * Requests from one source, of browsers, of devices and pushed by clients that anybody can be, that are stored until
   * their user has signed in or decided.
   */
  | 'authorization'
  /** Failed authentications of one client from one source (OAuth 2.1 section 2.4.1). */
  | 'clientSecret'
  /** Requests from one source that fail on a page, or by a redirect, and are written down with a reference. */
  | 'failureRecord'
  /** Metadata documents of clients that are fetched from one host. */
  | 'clientDocument'
  /** ... and from all hosts together. */
  | 'clientDocumentTotal'
  /** Wrong codes for the second factor of one user, from wherever: of an app and recovery codes together. */
  | 'secondFactor'
  /** ... and from one source, for whomever. */
  | 'secondFactorSource'
  /** Wrong passwords for one user name, from wherever. */
  | 'signIn'
  /** Wrong passwords from one source, for whomever. */
  | 'signInSource'
  /** Wrong user codes from one source (RFC 8628 section 5.1). */
  | 'userCode'
  /** Wrong user codes from everywhere: what a guesser with many addresses meets. */
  | 'userCodeTotal'
  /** Mails with a link to a new password for one account, or for one name that nobody has. */
  | 'passwordReset'
  /** Requests for such mails from one source, for whomever. */
  | 'passwordResetSource';

export type LimitSettings = Readonly<Record<LimitName, Limit>>;

export const DEFAULT_LIMITS: LimitSettings = {
  authorization: { attempts: 1000, seconds: 60 },
  clientSecret: { attempts: 20, seconds: 300 },
  failureRecord: { attempts: 300, seconds: 60 },
  clientDocument: { attempts: 30, seconds: 60 },
  clientDocumentTotal: { attempts: 60, seconds: 60 },
  secondFactor: { attempts: 5, seconds: 300 },
  secondFactorSource: { attempts: 50, seconds: 300 },
  signIn: { attempts: 10, seconds: 300 },
  signInSource: { attempts: 100, seconds: 300 },
  userCode: { attempts: 10, seconds: 600 },
  userCodeTotal: { attempts: 1000, seconds: 600 },
  passwordReset: { attempts: 5, seconds: 3600 },
  passwordResetSource: { attempts: 20, seconds: 3600 },
};
