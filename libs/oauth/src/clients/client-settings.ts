import { checkRedirectUri } from '../primitives/redirect-uri.js';
import { isScopeToken } from '../primitives/scope.js';
import { isPublic, type Client } from './client.entity.js';

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

const MAX_LIST = 100;

interface Rule {
  readonly field: keyof ClientSettings;
  /** What is wrong, if anything. */
  problem(settings: ClientSettings): string | false | undefined;
}

/** Each rule stands alone, so that an editor learns everything that is wrong at once. */
const RULES: readonly Rule[] = [
  {
    field: 'name',
    // Direction marks would let a name dress up as another one on the consent page.
    problem: ({ name }) =>
      (!name.trim() || name.length > 200 || /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(name)) &&
      'Write a name of 1 to 200 characters, without control characters.',
  },
  {
    field: 'tokenEndpointAuthMethod',
    problem: (settings) =>
      oneOf(settings.tokenEndpointAuthMethod, ['client_secret_basic', 'client_secret_post', 'none']),
  },
  {
    field: 'redirectUris',
    problem: ({ redirectUris }) => {
      const wrong = redirectUris.find((uri) => checkRedirectUri(uri) !== null);
      return wrong !== undefined && `"${wrong}" is refused: ${checkRedirectUri(wrong)}.`;
    },
  },
  {
    field: 'redirectUris',
    problem: ({ redirectUris, grantTypes }) =>
      grantTypes.includes('authorization_code') &&
      redirectUris.length === 0 &&
      'The authorization code grant needs at least one redirect URI.',
  },
  {
    field: 'redirectUris',
    problem: ({ redirectUris }) => redirectUris.length > MAX_LIST && `At most ${MAX_LIST} redirect URIs.`,
  },
  {
    field: 'grantTypes',
    problem: (settings) =>
      isPublic(settings) &&
      settings.grantTypes.includes('client_credentials') &&
      'A public client has no credentials, so it cannot use client_credentials.',
  },
  {
    field: 'grantTypes',
    problem: ({ grantTypes }) =>
      (grantTypes.length > MAX_LIST || grantTypes.some((name) => !/^[\x21-\x7e]{1,200}$/.test(name))) &&
      'A grant type is a name such as authorization_code, or a URN.',
  },
  {
    field: 'requirePkce',
    problem: (settings) =>
      isPublic(settings) &&
      !settings.requirePkce &&
      'PKCE protects a public client and cannot be switched off for it.',
  },
  {
    field: 'mayIntrospect',
    problem: (settings) =>
      isPublic(settings) && settings.mayIntrospect && 'Introspection needs client authentication.',
  },
  {
    field: 'scopes',
    problem: ({ scopes }) =>
      (scopes.length > MAX_LIST || !scopes.every(isScopeToken)) &&
      'A scope is printable ASCII without spaces, quotes and backslashes.',
  },
  {
    field: 'audiences',
    problem: ({ audiences }) => {
      const wrong = audiences.find((audience) => !URL.canParse(audience) || audience.includes('#'));
      return wrong !== undefined && `"${wrong}" is no absolute URI without fragment.`;
    },
  },
  { field: 'accessTokenFormat', problem: (settings) => oneOf(settings.accessTokenFormat, ['jwt', 'opaque']) },
  { field: 'accessTokenAlg', problem: (settings) => oneOf(settings.accessTokenAlg, ['ES256', 'RS256']) },
  { field: 'idTokenAlg', problem: (settings) => oneOf(settings.idTokenAlg, ['ES256', 'RS256']) },
  {
    field: 'accessTokenSeconds',
    problem: ({ accessTokenSeconds: seconds }) =>
      seconds !== null &&
      (!Number.isInteger(seconds) || seconds < 1 || seconds > 86400) &&
      'Write whole seconds, at most 86400, or leave it empty.',
  },
  { field: 'uri', problem: ({ uri }) => httpsOrNothing(uri) },
  { field: 'logoUri', problem: ({ logoUri }) => httpsOrNothing(logoUri) },
];

/** @throws InvalidClientSettings naming everything that is wrong, not only the first thing */
export function checkSettings(settings: ClientSettings): void {
  const problems = RULES.flatMap(({ field, problem }) => {
    const message = problem(settings);
    return message ? [{ field, message }] : [];
  });
  if (problems.length > 0) throw new InvalidClientSettings(problems);
}

function oneOf(value: string, choices: readonly string[]): string | false {
  return !choices.includes(value) && `Choose one of ${choices.join(', ')}.`;
}

function httpsOrNothing(value: string | null): string | false {
  const fits =
    value === null || (value.length <= 2000 && URL.canParse(value) && new URL(value).protocol === 'https:');
  return !fits && 'Write an https URL.';
}
