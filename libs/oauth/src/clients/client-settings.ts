import { isAudience } from '../primitives/audience.js';
import { MAX_REFRESH_TOKEN_SECONDS, MAX_TOKEN_SECONDS } from '../primitives/longest-lives.js';
import { checkRedirectUri, type RedirectUriProblem } from '../primitives/redirect-uri.js';
import { isScopeToken } from '../primitives/scope.js';
import { isMisleading, isVisible } from '../primitives/visible-text.js';
import type { JSONWebKeySet } from 'jose';
import { APPLICATION_TYPES } from './application-type.js';
import { isPublic, type AssertionAlgorithm, type Client } from './client.entity.js';
import { isPublicSignatureKey, MAX_KEYS } from './public-keys.js';

/** What an administrator decides about a client. */
export type ClientSettings = Pick<
  Client,
  | 'name'
  | 'applicationType'
  | 'description'
  | 'owner'
  | 'tokenEndpointAuthMethod'
  | 'grantTypes'
  | 'redirectUris'
  | 'scopes'
  | 'audiences'
  | 'accessTokenFormat'
  | 'accessTokenAlg'
  | 'idTokenAlg'
  | 'accessTokenSeconds'
  | 'refreshTokenSeconds'
  | 'idTokenSeconds'
  | 'requirePkce'
  | 'firstParty'
  | 'mayIntrospect'
  | 'uri'
  | 'logoUri'
  | 'tosUri'
  | 'policyUri'
  | 'initiateLoginUri'
  | 'accent'
  | 'jwks'
  | 'jwksUri'
  | 'authSigningAlg'
  | 'strictAssertionAudience'
  | 'requirePushedAuthorizationRequests'
  | 'dpopBoundAccessTokens'
  | 'refreshPolicy'
  | 'postLogoutRedirectUris'
  | 'backchannelLogoutUri'
  | 'backchannelLogoutSessionRequired'
>;

export interface SettingsProblem {
  readonly field: keyof ClientSettings | 'clientId' | 'expiresAt';
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
  applicationType: null,
  description: null,
  owner: null,
  tokenEndpointAuthMethod: 'client_secret_basic',
  grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: [],
  scopes: ['openid', 'profile', 'email', 'offline_access'],
  audiences: [],
  accessTokenFormat: 'jwt',
  accessTokenAlg: 'ES256',
  idTokenAlg: 'RS256',
  accessTokenSeconds: null,
  refreshTokenSeconds: null,
  idTokenSeconds: null,
  requirePkce: true,
  firstParty: false,
  mayIntrospect: false,
  uri: null,
  logoUri: null,
  tosUri: null,
  policyUri: null,
  initiateLoginUri: null,
  accent: null,
  jwks: null,
  jwksUri: null,
  authSigningAlg: null,
  strictAssertionAudience: false,
  requirePushedAuthorizationRequests: false,
  dpopBoundAccessTokens: false,
  refreshPolicy: 'rotate',
  postLogoutRedirectUris: [],
  backchannelLogoutUri: null,
  backchannelLogoutSessionRequired: false,
};

const MAX_LIST = 100;

export const ASSERTION_ALGORITHMS: readonly AssertionAlgorithm[] = ['ES256', 'RS256', 'PS256', 'EdDSA'];

const BUILT_IN_GRANTS = ['authorization_code', 'refresh_token', 'client_credentials'];

const REDIRECT_URI_PROBLEMS: Readonly<Record<RedirectUriProblem, string>> = {
  'not-a-uri': 'is no absolute URI.',
  fragment: 'has a fragment, which a redirect URI must not have.',
  wildcard: 'has a wildcard; redirect URIs are compared exactly.',
  userinfo: 'has a user name in it.',
  http: 'is plain http, which is for loopback addresses only; use https.',
  scheme: 'has a scheme that is neither https nor a private one such as com.example.app:.',
  backslash: 'has a backslash.',
};

interface Rule {
  readonly field: keyof ClientSettings;
  /** What is wrong, if anything. */
  problem(settings: ClientSettings): string | false | undefined;
}

/** Each rule stands alone, so that an editor learns everything that is wrong at once. */
const RULES: readonly Rule[] = [
  {
    field: 'name',
    problem: ({ name }) =>
      (!isVisible(name) || isMisleading(name) || name.length > 200) &&
      'Write a name of 1 to 200 characters, without control and other invisible characters.',
  },
  {
    field: 'tokenEndpointAuthMethod',
    problem: (settings) =>
      oneOf(settings.tokenEndpointAuthMethod, [
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
        'none',
      ]),
  },
  {
    field: 'redirectUris',
    problem: ({ redirectUris }) => {
      const wrong = redirectUris.find((uri) => checkRedirectUri(uri) !== null);
      return wrong !== undefined && `"${wrong}" ${REDIRECT_URI_PROBLEMS[checkRedirectUri(wrong)!]}`;
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
      (grantTypes.length > MAX_LIST || !grantTypes.every(isGrantType)) &&
      `Choose from ${BUILT_IN_GRANTS.join(', ')}, or write the URI of a grant of your own.`,
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
      if (audiences.length > MAX_LIST) return `At most ${MAX_LIST} audiences.`;
      const wrong = audiences.find((audience) => !isAudience(audience));
      return wrong !== undefined && `"${wrong}" is no https, http or urn URI without fragment.`;
    },
  },
  { field: 'accessTokenFormat', problem: (settings) => oneOf(settings.accessTokenFormat, ['jwt', 'opaque']) },
  { field: 'accessTokenAlg', problem: (settings) => oneOf(settings.accessTokenAlg, ['ES256', 'RS256']) },
  { field: 'idTokenAlg', problem: (settings) => oneOf(settings.idTokenAlg, ['ES256', 'RS256']) },
  {
    field: 'accessTokenSeconds',
    problem: (settings) => secondsOrNothing(settings.accessTokenSeconds, MAX_TOKEN_SECONDS),
  },
  {
    field: 'refreshTokenSeconds',
    problem: (settings) => secondsOrNothing(settings.refreshTokenSeconds, MAX_REFRESH_TOKEN_SECONDS),
  },
  {
    field: 'idTokenSeconds',
    problem: (settings) => secondsOrNothing(settings.idTokenSeconds, MAX_TOKEN_SECONDS),
  },
  {
    field: 'applicationType',
    problem: ({ applicationType }) => applicationType !== null && oneOf(applicationType, APPLICATION_TYPES),
  },
  { field: 'description', problem: ({ description }) => textOrNothing(description, 1000) },
  { field: 'owner', problem: ({ owner }) => textOrNothing(owner, 200) },
  {
    field: 'jwks',
    problem: ({ tokenEndpointAuthMethod, jwks, jwksUri }) =>
      tokenEndpointAuthMethod === 'private_key_jwt' &&
      (jwks === null) === (jwksUri === null) &&
      'Give the public keys of a client with private_key_jwt: either jwks or jwksUri.',
  },
  { field: 'jwks', problem: ({ jwks }) => jwks !== null && keySetProblem(jwks) },
  { field: 'jwksUri', problem: ({ jwksUri }) => httpsOrNothing(jwksUri) },
  {
    field: 'authSigningAlg',
    problem: ({ authSigningAlg }) => authSigningAlg !== null && oneOf(authSigningAlg, ASSERTION_ALGORITHMS),
  },
  {
    field: 'refreshPolicy',
    problem: ({ refreshPolicy }) => oneOf(refreshPolicy, ['rotate', 'reuse']),
  },
  {
    // A stolen refresh token of a public client is only ever noticed by its rotation (RFC 9700 section 4.14.2).
    field: 'refreshPolicy',
    problem: (settings) =>
      settings.refreshPolicy === 'reuse' &&
      (isPublic(settings) || !settings.dpopBoundAccessTokens) &&
      'Only a confidential client with DPoP-bound access tokens may reuse its refresh token.',
  },
  {
    field: 'postLogoutRedirectUris',
    problem: ({ postLogoutRedirectUris }) => {
      if (postLogoutRedirectUris.length > MAX_LIST) return `At most ${MAX_LIST} sign-out URIs.`;
      const wrong = postLogoutRedirectUris.find((uri) => checkRedirectUri(uri) !== null);
      return wrong !== undefined && `"${wrong}" ${REDIRECT_URI_PROBLEMS[checkRedirectUri(wrong)!]}`;
    },
  },
  {
    field: 'backchannelLogoutUri',
    problem: ({ backchannelLogoutUri }) => httpsOrNothing(backchannelLogoutUri),
  },
  { field: 'uri', problem: ({ uri }) => httpsOrNothing(uri) },
  { field: 'logoUri', problem: ({ logoUri }) => httpsOrNothing(logoUri) },
  { field: 'tosUri', problem: ({ tosUri }) => httpsOrNothing(tosUri) },
  { field: 'policyUri', problem: ({ policyUri }) => httpsOrNothing(policyUri) },
  { field: 'initiateLoginUri', problem: ({ initiateLoginUri }) => httpsOrNothing(initiateLoginUri) },
  {
    field: 'accent',
    problem: ({ accent }) =>
      accent !== null &&
      !/^#[0-9a-f]{6}$/.test(accent) &&
      'Write a colour such as #364fc7, in small letters.',
  },
];

/** @throws InvalidClientSettings naming everything that is wrong, not only the first thing */
export function checkSettings(settings: ClientSettings): void {
  const problems = RULES.flatMap(({ field, problem }) => {
    const message = problem(settings);
    return message ? [{ field, message }] : [];
  });
  if (problems.length > 0) throw new InvalidClientSettings(problems);
}

/** An extension grant is named by an absolute URI (RFC 6749 section 4.5). */
export function isGrantType(name: string): boolean {
  return BUILT_IN_GRANTS.includes(name) || (name.length <= 200 && name.includes(':') && URL.canParse(name));
}

function oneOf(value: string, choices: readonly string[]): string | false {
  return !choices.includes(value) && `Choose one of ${choices.join(', ')}.`;
}

function secondsOrNothing(seconds: number | null, most: number): string | false {
  const fits = seconds === null || (Number.isInteger(seconds) && seconds >= 1 && seconds <= most);
  return !fits && `Write whole seconds, at most ${most}, or leave it empty.`;
}

function textOrNothing(text: string | null, most: number): string | false {
  return text !== null && (text.length > most || !isVisible(text)) && `Write at most ${most} characters.`;
}

function keySetProblem({ keys }: JSONWebKeySet): string | false {
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > MAX_KEYS) {
    return `Write a JWK Set with 1 to ${MAX_KEYS} keys.`;
  }
  return (
    !keys.every(isPublicSignatureKey) &&
    'Only public EC, OKP and RSA keys (2048 to 4096 bits) for signatures belong here; never a private or a shared one.'
  );
}

function httpsOrNothing(value: string | null): string | false {
  const fits =
    value === null || (value.length <= 2000 && URL.canParse(value) && new URL(value).protocol === 'https:');
  return !fits && 'Write an https URL.';
}
