import { checkRedirectUri, isScopeToken, type RedirectUriProblem } from '@portcullis/oauth/browser';
import type { Client, UpdateClientRequest } from '../api/types.js';
import { filledLines } from './lines.js';

type Settings = Omit<Required<UpdateClientRequest>, 'jwks'> & { readonly jwks: object | null };
type Field = keyof Settings;

const LINES = ['redirectUris', 'postLogoutRedirectUris', 'audiences'] as const;
const OPTIONAL_TEXTS = [
  'description',
  'owner',
  'uri',
  'logoUri',
  'tosUri',
  'policyUri',
  'initiateLoginUri',
  'accent',
  'backchannelLogoutUri',
  'jwksUri',
] as const;
const SECONDS = ['accessTokenSeconds', 'refreshTokenSeconds', 'idTokenSeconds'] as const;

type AsText = (typeof LINES)[number] | (typeof OPTIONAL_TEXTS)[number] | (typeof SECONDS)[number] | 'jwks';

/** What a form holds of a client's settings: as typed, so that nothing is lost while it is not yet right. */
export type SettingsDraft = { readonly [F in Field]: F extends AsText ? string : Settings[F] };

/** Why one field cannot be sent. A line number where the field has lines. */
export type SettingsProblem =
  | { readonly reason: 'missing' | 'https' | 'colour' | 'seconds' | 'keys' }
  | { readonly reason: 'redirect-uri'; readonly line: number; readonly problem: RedirectUriProblem }
  | { readonly reason: 'address'; readonly line: number }
  | { readonly reason: 'scope'; readonly scope: string }
  /** What the server said. */
  | { readonly reason: 'refused'; readonly message: string };

export type SettingsProblems = Partial<Record<Field, readonly SettingsProblem[]>>;

const OTHERS = [
  'name',
  'applicationType',
  'scopes',
  'grantTypes',
  'tokenEndpointAuthMethod',
  'accessTokenFormat',
  'accessTokenAlg',
  'idTokenAlg',
  'requirePkce',
  'firstParty',
  'mayIntrospect',
  'authSigningAlg',
  'strictAssertionAudience',
  'requirePushedAuthorizationRequests',
  'dpopBoundAccessTokens',
  'refreshPolicy',
  'backchannelLogoutSessionRequired',
] as const;

export function draftOf(client: Client): SettingsDraft {
  return {
    ...pick(OTHERS, (field) => client[field]),
    ...pick(LINES, (field) => client[field].join('\n')),
    ...pick(OPTIONAL_TEXTS, (field) => client[field] ?? ''),
    ...pick(SECONDS, (field) => client[field]?.toString() ?? ''),
    jwks: client.jwks === null ? '' : JSON.stringify(client.jwks, null, 2),
  } as SettingsDraft;
}

/** What was changed, as the API wants it. */
export function changesOf(before: SettingsDraft, after: SettingsDraft): UpdateClientRequest {
  const changed = (Object.keys(after) as Field[]).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  const settings = settingsOf(after);
  return Object.fromEntries(changed.map((field) => [field, settings[field]]));
}

/** The whole draft, as the API wants it. */
export function settingsOf(draft: SettingsDraft): Settings {
  return {
    ...draft,
    name: draft.name.trim(),
    ...pick(LINES, (field) => filledLines(draft[field]).map(({ text }) => text)),
    ...pick(OPTIONAL_TEXTS, (field) => draft[field].trim() || null),
    ...pick(SECONDS, (field) => (draft[field].trim() ? Number(draft[field]) : null)),
    jwks: draft.jwks.trim() ? keysOf(draft.jwks) : null,
  } as Settings;
}

/** What the server would refuse, found before it is asked. The redirect URI rule is the server's own function. */
export function problemsOf(draft: SettingsDraft): SettingsProblems {
  const problems: SettingsProblems = {
    name: draft.name.trim() ? [] : [{ reason: 'missing' }],
    redirectUris: [
      ...(draft.grantTypes.includes('authorization_code') && filledLines(draft.redirectUris).length === 0
        ? [{ reason: 'missing' } as const]
        : []),
      ...redirectUriProblems(draft.redirectUris),
    ],
    postLogoutRedirectUris: redirectUriProblems(draft.postLogoutRedirectUris),
    audiences: addressProblems(draft.audiences),
    scopes: draft.scopes.filter((scope) => !isScopeToken(scope)).map((scope) => ({ reason: 'scope', scope })),
    accent: /^(#[0-9a-f]{6})?$/.test(draft.accent.trim()) ? [] : [{ reason: 'colour' }],
    jwks: draft.jwks.trim() === '' || keysOf(draft.jwks) ? [] : [{ reason: 'keys' }],
    ...pick(
      ['uri', 'logoUri', 'tosUri', 'policyUri', 'initiateLoginUri', 'backchannelLogoutUri', 'jwksUri'],
      (field) => (isHttpsOrEmpty(draft[field]) ? [] : [{ reason: 'https' } as const]),
    ),
    ...pick(SECONDS, (field) =>
      /^([1-9]\d{0,7})?$/.test(draft[field].trim()) ? [] : [{ reason: 'seconds' } as const],
    ),
  };
  return Object.fromEntries(Object.entries(problems).filter(([, list]) => list.length > 0));
}

export function redirectUriProblems(text: string): readonly SettingsProblem[] {
  return filledLines(text).flatMap(({ number, text: uri }) => {
    const problem = checkRedirectUri(uri);
    return problem ? [{ reason: 'redirect-uri', line: number, problem } as const] : [];
  });
}

export function addressProblems(text: string): readonly SettingsProblem[] {
  return filledLines(text)
    .filter(({ text: address }) => !URL.canParse(address) || address.includes('#'))
    .map(({ number }) => ({ reason: 'address', line: number }));
}

function isHttpsOrEmpty(text: string): boolean {
  const address = text.trim();
  return address === '' || (URL.canParse(address) && new URL(address).protocol === 'https:');
}

function keysOf(text: string): object | undefined {
  try {
    const set = JSON.parse(text) as { keys?: unknown } | null;
    return Array.isArray(set?.keys) ? set! : undefined;
  } catch {
    return undefined;
  }
}

function pick<F extends string, V>(fields: readonly F[], valueOf: (field: F) => V): Record<F, V> {
  return Object.fromEntries(fields.map((field) => [field, valueOf(field)])) as Record<F, V>;
}
