import type { CreateClientRequest } from '../api/types.js';

/** The kinds of application that somebody can register. */
export const CLIENT_KINDS = ['web', 'spa', 'native', 'machine', 'device', 'api'] as const;

export type ClientKind = (typeof CLIENT_KINDS)[number];

type KindSettings = Pick<
  CreateClientRequest,
  'applicationType' | 'tokenEndpointAuthMethod' | 'grantTypes' | 'requirePkce' | 'mayIntrospect'
>;

export const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

const SIGN_IN = {
  grantTypes: ['authorization_code', 'refresh_token'],
  requirePkce: true,
  mayIntrospect: false,
};

/** What each kind sets (OAuth 2.1): nobody has to know these words to register an application safely. */
export const KIND_SETTINGS: Readonly<Record<ClientKind, KindSettings>> = {
  web: { ...SIGN_IN, applicationType: 'web', tokenEndpointAuthMethod: 'client_secret_basic' },
  spa: { ...SIGN_IN, applicationType: 'spa', tokenEndpointAuthMethod: 'none' },
  native: { ...SIGN_IN, applicationType: 'native', tokenEndpointAuthMethod: 'none' },
  machine: {
    applicationType: 'machine',
    grantTypes: ['client_credentials'],
    requirePkce: true,
    mayIntrospect: false,
    tokenEndpointAuthMethod: 'client_secret_basic',
  },
  device: {
    ...SIGN_IN,
    applicationType: 'device',
    grantTypes: [DEVICE_CODE, 'refresh_token'],
    tokenEndpointAuthMethod: 'none',
  },
  api: {
    applicationType: 'api',
    grantTypes: [],
    requirePkce: true,
    mayIntrospect: true,
    tokenEndpointAuthMethod: 'client_secret_basic',
  },
};

/** Does an application of this kind act for users who sign in here? */
export function signsUsersIn(kind: ClientKind): boolean {
  return kind !== 'machine' && kind !== 'api';
}

/** Do users come back to an address of it? */
export function hasRedirects(kind: ClientKind): boolean {
  return KIND_SETTINGS[kind].grantTypes!.includes('authorization_code');
}
