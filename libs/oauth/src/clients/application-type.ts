import { isHttpOnLoopback } from '../primitives/redirect-uri.js';
import type { ApplicationType, Client } from './client.entity.js';

/** The grant of RFC 8628 section 3.4. */
export const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

export const APPLICATION_TYPES: readonly ApplicationType[] = [
  'web',
  'spa',
  'native',
  'machine',
  'device',
  'api',
];

type Telling = Pick<Client, 'tokenEndpointAuthMethod' | 'grantTypes' | 'redirectUris' | 'mayIntrospect'>;

/** The kind as far as settings tell, for a client that was registered without one. */
export function applicationTypeOf(client: Telling): ApplicationType {
  const { tokenEndpointAuthMethod, grantTypes, redirectUris, mayIntrospect } = client;
  const hasPages = grantTypes.includes('authorization_code');
  if (!hasPages && grantTypes.includes(DEVICE_CODE)) return 'device';
  if (tokenEndpointAuthMethod === 'none') return redirectUris.some(isOfInstalledApp) ? 'native' : 'spa';
  if (hasPages) return 'web';
  return grantTypes.length === 0 && mayIntrospect ? 'api' : 'machine';
}

/** A private-use scheme or a loopback address (RFC 8252 section 7). */
function isOfInstalledApp(uri: string): boolean {
  return !/^https?:/i.test(uri) || isHttpOnLoopback(uri);
}
