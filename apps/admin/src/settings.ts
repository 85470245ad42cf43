/** What the admin app is told from outside, checked and frozen. A class so that Nest can inject it. */
export class AdminSettings {
  /** TCP port to listen on. */
  readonly port: number;
  /** Our own origin, without a trailing slash. Also the audience of access tokens for the JSON API. */
  readonly url: string;
  /** The authorization server that signs admins in. */
  readonly issuer: string;
  /** `sqlite:…` or `mysql://…`; the database of the authorization server. */
  readonly databaseUrl: string;
  /** Our own registration at the authorization server. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** The authorization server's master key: client secrets and our sessions are protected with keys derived from it. */
  readonly masterKey: string;
  /** Is there a playground? It has a client of its own at the authorization server. */
  readonly playground: boolean;

  /** Whose `X-Forwarded-For` tells where a request comes from, for the audit log; a value for `trust proxy` of Express. */
  readonly trustedProxies: number | string[] | false;

  constructor(values: AdminSettings) {
    Object.assign(this, values);
    Object.freeze(this);
  }
}
