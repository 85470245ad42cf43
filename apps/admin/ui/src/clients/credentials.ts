export interface Credentials {
  readonly issuer: string;
  readonly clientId: string;
  readonly secret: string;
}

/** For a file named .env. */
export function asEnv({ issuer, clientId, secret }: Credentials): string {
  return `ISSUER=${issuer}\nCLIENT_ID=${clientId}\nCLIENT_SECRET=${secret}\n`;
}

/** With the names of RFC 7591. */
export function asJson({ issuer, clientId, secret }: Credentials): string {
  return `${JSON.stringify({ issuer, client_id: clientId, client_secret: secret }, null, 2)}\n`;
}
