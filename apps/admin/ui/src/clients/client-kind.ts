import type { Client, CreateClientRequest } from '../api/types.js';

/** The kinds of application that somebody can register. */
export const CLIENT_KINDS = ['web', 'spa', 'native', 'machine', 'api'] as const;

export type ClientKind = (typeof CLIENT_KINDS)[number];

type KindSettings = Pick<
  CreateClientRequest,
  'tokenEndpointAuthMethod' | 'grantTypes' | 'requirePkce' | 'mayIntrospect'
>;

const SIGN_IN = {
  grantTypes: ['authorization_code', 'refresh_token'],
  requirePkce: true,
  mayIntrospect: false,
};

/** What each kind sets (OAuth 2.1): nobody has to know these words to register an application safely. */
export const KIND_SETTINGS: Readonly<Record<ClientKind, KindSettings>> = {
  web: { ...SIGN_IN, tokenEndpointAuthMethod: 'client_secret_basic' },
  spa: { ...SIGN_IN, tokenEndpointAuthMethod: 'none' },
  native: { ...SIGN_IN, tokenEndpointAuthMethod: 'none' },
  machine: {
    grantTypes: ['client_credentials'],
    requirePkce: true,
    mayIntrospect: false,
    tokenEndpointAuthMethod: 'client_secret_basic',
  },
  api: {
    grantTypes: [],
    requirePkce: true,
    mayIntrospect: true,
    tokenEndpointAuthMethod: 'client_secret_basic',
  },
};

/** Does an application of this kind send users here to sign in? */
export function signsUsersIn(kind: ClientKind): boolean {
  return kind !== 'machine' && kind !== 'api';
}

/** The kind as far as stored settings tell: a public client may be in a browser or installed. */
export function kindOf(client: Pick<Client, 'tokenEndpointAuthMethod' | 'grantTypes' | 'mayIntrospect'>) {
  if (client.tokenEndpointAuthMethod === 'none') return 'public';
  if (client.grantTypes.includes('authorization_code')) return 'web';
  return client.grantTypes.length === 0 && client.mayIntrospect ? 'api' : 'machine';
}
