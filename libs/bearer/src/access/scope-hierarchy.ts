import { isScopeToken } from '../challenges/challenge.js';

/** Which scopes follow from which: what a broad one allows, its narrow ones need not say again. */
export type ScopeRules = Readonly<Record<string, readonly string[]>>;

/** Scope rules, followed to their ends. */
export class ScopeHierarchy {
  private readonly below: ReadonlyMap<string, ReadonlySet<string>>;

  /** @param rules without cycles, see `scopeHierarchyProblems` */
  constructor(rules: ScopeRules) {
    this.below = new Map(Object.keys(rules).map((scope) => [scope, reachable(rules, scope)]));
  }

  /** What follows from these scopes and is not among them. */
  impliedBy(scopes: readonly string[]): string[] {
    if (this.below.size === 0) return [];
    const implied = new Set(scopes.flatMap((scope) => [...(this.below.get(scope) ?? [])]));
    return [...implied].filter((scope) => !scopes.includes(scope));
  }
}

function reachable(rules: ScopeRules, from: string): Set<string> {
  const found = new Set<string>();
  const open = [from];
  for (let scope = open.pop(); scope !== undefined; scope = open.pop()) {
    for (const narrow of Object.hasOwn(rules, scope) ? rules[scope]! : []) {
      if (!found.has(narrow)) open.push(narrow);
      found.add(narrow);
    }
  }
  return found;
}

/**
 * What is wrong with the option `scopeHierarchy`.
 *
 * @returns one line for each problem, with what to write instead
 */
export function scopeHierarchyProblems(rules: unknown): string[] {
  if (rules === undefined) return [];
  if (!isRules(rules)) {
    return [
      'scopeHierarchy must list for a scope the scopes that follow from it. Write for example ' +
        "scopeHierarchy: { 'orders:write': ['orders:read'] }.",
    ];
  }
  return Object.keys(rules)
    .filter((scope) => reachable(rules, scope).has(scope))
    .map(
      (scope) =>
        `scopeHierarchy leads from "${scope}" back to "${scope}", so that scopes would all mean the same. ` +
        'Let only the broad one name the narrow one.',
    );
}

function isRules(value: unknown): value is ScopeRules {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([scope, narrow]) =>
      isScopeToken(scope) &&
      Array.isArray(narrow) &&
      narrow.every((entry) => typeof entry === 'string' && isScopeToken(entry)),
  );
}
