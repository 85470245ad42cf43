import type { ReactNode } from 'react';
import type { Client } from '../api/types.js';
import { useAllowed } from '../session/use-permission.js';
import { ClientSecrets } from './client-secrets.js';
import { ClientSettings } from './client-settings.js';
import { KeySection } from './settings-sections.js';

/** How a client proves who it is: a key of its own, which is recommended, or secrets. */
export function ClientCredentials({ client }: { client: Client }): ReactNode {
  const mayEdit = useAllowed()('clients.edit', client.clientId) && !client.protected;
  const method = client.tokenEndpointAuthMethod;
  return (
    <>
      {mayEdit && method !== 'none' && (
        <ClientSettings client={client}>
          <KeySection />
        </ClientSettings>
      )}
      {method !== 'private_key_jwt' && <ClientSecrets client={client} />}
    </>
  );
}
