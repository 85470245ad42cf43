import { checkRedirectUri, isScopeToken, type RedirectUriProblem } from '@portcullis/oauth/browser';
import type { CreateClientRequest } from '../api/types.js';
import { KIND_SETTINGS, signsUsersIn, type ClientKind } from './client-kind.js';
import { filledLines } from './lines.js';

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
  readonly accessTokenFormat: 'jwt' | 'opaque';
}

export const EMPTY_DRAFT: ClientDraft = {
  kind: 'web',
  name: '',
  redirectUris: '',
  scopes: ['openid', 'profile'],
  ownScopes: '',
  audiences: '',
  thirdParty: true,
  clientId: '',
  accessTokenFormat: 'jwt',
};

/** Why one field cannot be sent. A line number where the field has lines. */
export type DraftProblem =
  | { readonly reason: 'missing' }
  | { readonly reason: 'redirect-uri'; readonly line: number; readonly problem: RedirectUriProblem }
  | { readonly reason: 'address'; readonly line: number }
  | { readonly reason: 'scope'; readonly scope: string };

export type DraftProblems = Partial<Record<keyof ClientDraft, readonly DraftProblem[]>>;

/** What the server would refuse, found before it is asked. The redirect URI rule is the server's own function. */
export function problemsOf(draft: ClientDraft): DraftProblems {
  return withoutEmpty({
    name: draft.name.trim() ? [] : [{ reason: 'missing' }],
    redirectUris: signsUsersIn(draft.kind) ? redirectUriProblems(draft.redirectUris) : [],
    audiences: audienceProblems(draft),
    ownScopes: draft.kind === 'api' ? [] : scopeProblems(draft.ownScopes),
  });
}

export function redirectUriProblems(text: string): readonly DraftProblem[] {
  const lines = filledLines(text);
  if (lines.length === 0) return [{ reason: 'missing' }];
  return lines.flatMap(({ number, text: uri }) => {
    const problem = checkRedirectUri(uri);
    return problem ? [{ reason: 'redirect-uri', line: number, problem } as const] : [];
  });
}

export function audienceProblems({ kind, audiences }: ClientDraft): readonly DraftProblem[] {
  const lines = filledLines(audiences);
  // An API that belongs to no address could check nobody's tokens.
  if (kind === 'api' && lines.length === 0) return [{ reason: 'missing' }];
  return lines
    .filter(({ text }) => !URL.canParse(text) || text.includes('#'))
    .map(({ number }) => ({ reason: 'address', line: number }));
}

export function scopeProblems(text: string): readonly DraftProblem[] {
  return words(text)
    .filter((scope) => !isScopeToken(scope))
    .map((scope) => ({ reason: 'scope', scope }));
}

/** The request that registers what the form describes. */
export function requestOf(draft: ClientDraft): CreateClientRequest {
  const users = signsUsersIn(draft.kind);
  const scopes = [...(users ? draft.scopes : []), ...(draft.kind === 'api' ? [] : words(draft.ownScopes))];
  return {
    ...KIND_SETTINGS[draft.kind],
    name: draft.name.trim(),
    redirectUris: users ? filledLines(draft.redirectUris).map(({ text }) => text) : [],
    scopes: [...new Set(scopes)],
    audiences: filledLines(draft.audiences).map(({ text }) => text),
    firstParty: users && !draft.thirdParty,
    accessTokenFormat: draft.accessTokenFormat,
    ...(draft.clientId.trim() && { clientId: draft.clientId.trim() }),
  };
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

function withoutEmpty(problems: Record<string, readonly DraftProblem[]>): DraftProblems {
  return Object.fromEntries(Object.entries(problems).filter(([, list]) => list.length > 0));
}
