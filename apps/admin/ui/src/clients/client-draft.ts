import { isScopeToken } from '@portcullis/oauth/browser';
import type { CreateClientRequest } from '../api/types.js';
import { hasRedirects, KIND_SETTINGS, signsUsersIn, type ClientKind } from './client-kind.js';
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
  const scopes = [...(users ? draft.scopes : []), ...(kind === 'api' ? [] : words(draft.ownScopes))];
  return {
    ...KIND_SETTINGS[kind],
    name: draft.name.trim(),
    redirectUris: hasRedirects(kind) ? filledLines(draft.redirectUris).map(({ text }) => text) : [],
    scopes: [...new Set(scopes)],
    audiences: filledLines(draft.audiences).map(({ text }) => text),
    firstParty: users && !draft.thirdParty,
    ...(draft.clientId.trim() && { clientId: draft.clientId.trim() }),
  };
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}
