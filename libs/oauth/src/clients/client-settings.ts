import { checkRedirectUri } from '../primitives/redirect-uri.js';
import { isScopeToken } from '../primitives/scope.js';
import type { Client } from './client.entity.js';

/** What an administrator decides about a client. */
export type ClientSettings = Pick<
  Client,
  | 'name'
  | 'tokenEndpointAuthMethod'
  | 'grantTypes'
  | 'redirectUris'
  | 'scopes'
  | 'audiences'
  | 'accessTokenFormat'
  | 'accessTokenAlg'
  | 'idTokenAlg'
  | 'accessTokenSeconds'
  | 'requirePkce'
  | 'firstParty'
  | 'mayIntrospect'
  | 'uri'
  | 'logoUri'
>;

export interface SettingsProblem {
  readonly field: keyof ClientSettings | 'clientId';
  readonly message: string;
}

/** Settings that cannot be stored; `problems` names each field. */
export class InvalidClientSettings extends Error {
  constructor(readonly problems: readonly SettingsProblem[]) {
    super(problems.map(({ field, message }) => `${field}: ${message}`).join(' '));
  }
}

/** Defaults of OAuth 2.1: a confidential web client with code, PKCE and rotating refresh tokens. */
export const DEFAULT_SETTINGS: Omit<ClientSettings, 'name'> = {
  tokenEndpointAuthMethod: 'client_secret_basic',
  grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: [],
  scopes: ['openid', 'profile', 'email', 'offline_access'],
  audiences: [],
  accessTokenFormat: 'jwt',
  accessTokenAlg: 'ES256',
  idTokenAlg: 'RS256',
  accessTokenSeconds: null,
  requirePkce: true,
  firstParty: false,
  mayIntrospect: false,
  uri: null,
  logoUri: null,
};

const AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'none'];
const MAX_LIST = 100;

/** @throws InvalidClientSettings naming everything that is wrong, not only the first thing */
export function checkSettings(settings: ClientSettings): void {
  const problems: SettingsProblem[] = [];
  const refuse = (field: keyof ClientSettings, message: string): void => {
    problems.push({ field, message });
  };
  const isPublic = settings.tokenEndpointAuthMethod === 'none';
  const usesCode = settings.grantTypes.includes('authorization_code');

  // eslint-disable-next-line no-control-regex -- control characters are exactly what is refused
  if (
    !settings.name.trim() ||
    settings.name.length > 200 ||
    /[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/.test(settings.name)
  ) {
    refuse('name', 'Write a name of 1 to 200 characters, without control characters.');
  }
  if (!AUTH_METHODS.includes(settings.tokenEndpointAuthMethod)) {
    refuse('tokenEndpointAuthMethod', `Choose one of ${AUTH_METHODS.join(', ')}.`);
  }
  for (const uri of settings.redirectUris) {
    const problem = checkRedirectUri(uri);
    if (problem) refuse('redirectUris', `"${uri}" is refused: ${problem}.`);
  }
  if (usesCode && settings.redirectUris.length === 0) {
    refuse('redirectUris', 'The authorization code grant needs at least one redirect URI.');
  }
  if (settings.redirectUris.length > MAX_LIST) refuse('redirectUris', `At most ${MAX_LIST} redirect URIs.`);
  if (isPublic && settings.grantTypes.includes('client_credentials')) {
    refuse('grantTypes', 'A public client has no credentials, so it cannot use client_credentials.');
  }
  if (
    settings.grantTypes.some((name) => !/^[\x21-\x7e]{1,200}$/.test(name)) ||
    settings.grantTypes.length > MAX_LIST
  ) {
    refuse('grantTypes', 'A grant type is a name such as authorization_code, or a URN.');
  }
  if (isPublic && !settings.requirePkce) {
    refuse('requirePkce', 'PKCE protects a public client and cannot be switched off for it.');
  }
  if (isPublic && settings.mayIntrospect)
    refuse('mayIntrospect', 'Introspection needs client authentication.');
  if (settings.scopes.some((scope) => !isScopeToken(scope)) || settings.scopes.length > MAX_LIST) {
    refuse('scopes', 'A scope is printable ASCII without spaces, quotes and backslashes.');
  }
  for (const audience of settings.audiences) {
    if (!URL.canParse(audience) || audience.includes('#')) {
      refuse('audiences', `"${audience}" is no absolute URI without fragment.`);
    }
  }
  if (!['jwt', 'opaque'].includes(settings.accessTokenFormat))
    refuse('accessTokenFormat', 'Choose jwt or opaque.');
  for (const field of ['accessTokenAlg', 'idTokenAlg'] as const) {
    if (!['ES256', 'RS256'].includes(settings[field])) refuse(field, 'Choose ES256 or RS256.');
  }
  const seconds = settings.accessTokenSeconds;
  if (seconds !== null && (!Number.isInteger(seconds) || seconds < 1 || seconds > 86400)) {
    refuse('accessTokenSeconds', 'Write whole seconds, at most 86400, or leave it empty.');
  }
  for (const field of ['uri', 'logoUri'] as const) {
    const value = settings[field];
    if (
      value !== null &&
      !(URL.canParse(value) && new URL(value).protocol === 'https:' && value.length <= 2000)
    ) {
      refuse(field, 'Write an https URL.');
    }
  }
  if (problems.length > 0) throw new InvalidClientSettings(problems);
}
