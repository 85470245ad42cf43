import type { Credentials } from './credentials.js';
import type { Places } from './places.js';
import { ADMIN_USERNAME, API_SCOPE, cast, USERNAME } from './seed.js';

/** What `.portcullis/demo.json` tells a person or a script about the running story. */
export interface DemoFile {
  readonly issuer: string;
  readonly user: { readonly username: string; readonly password: string };
  readonly admin: { readonly url: string; readonly username: string; readonly password: string };
  readonly api: {
    readonly url: string;
    readonly scope: string;
    /** The resource server's own credentials, for `/oauth/check_access`. */
    readonly client_id: string;
    readonly client_secret: string;
  };
  readonly clients: readonly DemoClient[];
}

export interface DemoClient {
  readonly name: string;
  /** Where it runs; null for a machine. */
  readonly url: string | null;
  readonly client_id: string;
  readonly client_secret: string;
  readonly redirect_uri: string | null;
  readonly scope: string;
  readonly grant_types: readonly string[];
}

export function toDemoFile(places: Places, credentials: Credentials): DemoFile {
  const { web, machine, api } = cast(places);
  const secretOf = (clientId: string): string => credentials.clientSecrets[clientId]!;
  return {
    issuer: places.issuer,
    user: { username: USERNAME, password: credentials.userPassword },
    admin: { url: places.admin, username: ADMIN_USERNAME, password: credentials.adminPassword },
    api: {
      url: places.api,
      scope: API_SCOPE,
      client_id: api.clientId,
      client_secret: secretOf(api.clientId),
    },
    clients: [
      { client: web, url: places.client },
      { client: machine, url: null },
    ].map(({ client, url }) => ({
      name: client.name,
      url,
      client_id: client.clientId,
      client_secret: secretOf(client.clientId),
      redirect_uri: client.redirectUris?.[0] ?? null,
      scope: client.scopes!.join(' '),
      grant_types: client.grantTypes!,
    })),
  };
}
