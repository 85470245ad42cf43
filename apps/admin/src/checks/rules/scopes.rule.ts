import type { CheckedScope, Problem } from '../rule.js';

/** The pages of the authorization server speak these. */
const LANGUAGES = ['en', 'zh-CN'];

/**
 * @param used the scopes of all clients
 */
export function unusedScopes(scopes: readonly CheckedScope[], used: ReadonlySet<string>): Problem[] {
  return scopes
    .filter(({ name, languages }) => languages !== null && !used.has(name))
    .map((scope) => ofScope(scope, { rule: 'scope_unused', severity: 'low', details: {} }));
}

/** A user who reads another language is asked to allow something in words they may not understand. */
export function scopesWithoutText(scopes: readonly CheckedScope[]): Problem[] {
  return scopes.flatMap((scope) => {
    const missing = LANGUAGES.filter((language) => !(scope.languages ?? LANGUAGES).includes(language));
    if (missing.length === 0) return [];
    return [ofScope(scope, { rule: 'scope_text_missing', severity: 'low', details: { languages: missing } })];
  });
}

function ofScope({ name }: CheckedScope, problem: Pick<Problem, 'rule' | 'severity' | 'details'>): Problem {
  return { ...problem, object: { kind: 'scope', id: name, name }, fix: null };
}
