/** What a client presented to prove who it is. */
export interface ClientCredentials {
  readonly method: 'client_secret_basic' | 'client_secret_post' | 'none';
  readonly clientId: string;
  /** Null for a public client. */
  readonly secret: string | null;
}
