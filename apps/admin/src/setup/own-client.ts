import type { ClientRegistry } from '@portcullis/oauth';

/** How the admin app is registered at the authorization server. */
export interface OwnClient {
  readonly clientId: string;
  /** The app's own origin. */
  readonly url: string;
}

/**
 * Registers the admin app as a client, unless it is registered.
 *
 * @returns its secret, this once; null when it is registered already
 */
export async function registerOwnClient(
  { clientId, url }: OwnClient,
  registry: ClientRegistry,
): Promise<string | null> {
  if (await registry.get(clientId)) return null;
  const { secret } = await registry.create(
    {
      clientId,
      name: 'Portcullis Admin',
      owner: 'Portcullis Admin',
      redirectUris: [`${url}/callback`],
      postLogoutRedirectUris: [`${url}/signed-out`],
      scopes: ['openid', 'profile', 'offline_access'],
      audiences: [url],
      firstParty: true,
      // The API asks the server about every token.
      mayIntrospect: true,
    },
    { subject: 'setup', name: 'Setup' },
  );
  return secret!.value;
}
