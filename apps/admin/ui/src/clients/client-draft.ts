import { isScopeToken } from '@portcullis/oauth/browser';
import type { CreateClientRequest } from '../api/types.js';
import { hasRedirects, KIND_SETTINGS, signsUsersIn, type ClientKind } from './client-kind.js';
import type { KnownScope } from './known-scopes.js';
import { filledLines } from './lines.js';
import { addressProblems, redirectUriProblems, type SettingsProblem } from './settings-draft.js';

/** What the form for a new client holds, as typed. */
export interface ClientDraft {
  readonly kind: ClientKind;
  readonly name: string;
  readonly redirectUris: string;
  readonly scopes: readonly string[];
  readonly ownScopes: string;
  readonly audiences: string;
  readonly thirdParty: boolean;
  readonly clientId: string;
}

export const EMPTY_DRAFT: ClientDraft = {
  kind: 'web',
  name: '',
  redirectUris: '',
  scopes: [],
  ownScopes: '',
  audiences: '',
  thirdParty: true,
  clientId: '',
};

/** An API as its resource describes it. */
export interface KnownApi {
  readonly audience: string;
  readonly scopes: readonly string[];
}

export type DraftProblems = Partial<Record<keyof ClientDraft, readonly SettingsProblem[]>>;

const MISSING: readonly SettingsProblem[] = [{ reason: 'missing' }];

/** What the server would refuse, found before it is asked. The redirect URI rule is the server's own function. */
export function problemsOf(draft: ClientDraft): DraftProblems {
  const { kind } = draft;
  const uris = filledLines(draft.redirectUris);
  const problems: DraftProblems = {
    name: draft.name.trim() ? [] : MISSING,
    redirectUris: !hasRedirects(kind)
      ? []
      : uris.length === 0
        ? MISSING
        : redirectUriProblems(draft.redirectUris),
    // An API that belongs to no address could check nobody's tokens.
    audiences:
      kind === 'api' && filledLines(draft.audiences).length === 0
        ? MISSING
        : addressProblems(draft.audiences),
    ownScopes: kind === 'api' ? [] : scopeProblems(draft.ownScopes),
  };
  return Object.fromEntries(Object.entries(problems).filter(([, list]) => list.length > 0));
}

function scopeProblems(text: string): readonly SettingsProblem[] {
  return words(text)
    .filter((scope) => !isScopeToken(scope))
    .map((scope) => ({ reason: 'scope', scope }));
}

/** The request that registers what the form describes. */
export function requestOf(draft: ClientDraft): CreateClientRequest {
  const { kind } = draft;
  const users = signsUsersIn(kind);
  return {
    ...KIND_SETTINGS[kind],
    name: draft.name.trim(),
    redirectUris: hasRedirects(kind) ? filledLines(draft.redirectUris).map(({ text }) => text) : [],
    scopes: scopesOf(draft),
    audiences: filledLines(draft.audiences).map(({ text }) => text),
    firstParty: users && !draft.thirdParty,
    ...(draft.clientId.trim() && { clientId: draft.clientId.trim() }),
  };
}

/** Every scope that the client will have. */
export function scopesOf({ kind, scopes, ownScopes }: ClientDraft): string[] {
  const all = [...(signsUsersIn(kind) ? scopes : []), ...(kind === 'api' ? [] : words(ownScopes))];
  return [...new Set(all)];
}

/** The APIs that ask for one of the client's scopes: most likely those that it is to call. */
export function apisOf(draft: ClientDraft, apis: readonly KnownApi[]): string[] {
  const scopes = scopesOf(draft);
  return apis
    .filter((api) => scopes.some((scope) => api.scopes.includes(scope)))
    .map(({ audience }) => audience);
}

/**
 * A draft after an edit. As its scopes change, so do the APIs among its audiences that follow from them; what somebody
 * has written there stays.
 */
export function edited(
  draft: ClientDraft,
  part: Partial<ClientDraft>,
  apis: readonly KnownApi[],
): ClientDraft {
  const next = { ...draft, ...part };
  if (part.audiences !== undefined) return next;
  const [before, after] = [apisOf(draft, apis), apisOf(next, apis)];
  const lines = filledLines(draft.audiences).map(({ text }) => text);
  const stay = lines.filter((line) => !before.includes(line) || after.includes(line));
  const come = after.filter((api) => !before.includes(api) && !stay.includes(api));
  return stay.length === lines.length && come.length === 0
    ? next
    : { ...next, audiences: [...stay, ...come].join('\n') };
}

/** Does it ask for what only an API can mean? */
export function asksApis(draft: ClientDraft, known: readonly KnownScope[]): boolean {
  const aboutUser = new Set(known.filter(({ isAboutUser }) => isAboutUser).map(({ name }) => name));
  return scopesOf(draft).some((scope) => !aboutUser.has(scope));
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}
