import { describe, expect, it } from '@jest/globals';
import { ScopeHierarchy, scopeHierarchyProblems } from './scope-hierarchy.js';

describe('ScopeHierarchy', () => {
  const hierarchy = new ScopeHierarchy({
    admin: ['orders:write', 'users'],
    'orders:write': ['orders:read'],
    'orders:read': ['orders:count'],
  });

  it.each<[string[], string[]]>([
    [['admin'], ['orders:count', 'orders:read', 'orders:write', 'users']],
    [['orders:write'], ['orders:count', 'orders:read']],
    [['orders:write', 'orders:read'], ['orders:count']],
    [['orders:count'], []],
    [['toString', 'constructor'], []],
    [[], []],
  ])('from %j follows %j', (scopes, implied) => {
    expect(hierarchy.impliedBy(scopes).sort()).toEqual(implied);
  });

  it('without rules nothing follows', () => {
    expect(new ScopeHierarchy({}).impliedBy(['admin'])).toEqual([]);
  });
});

describe('scopeHierarchyProblems', () => {
  it.each<[unknown, RegExp]>([
    [['a'], /for example scopeHierarchy/],
    [{ a: 'b' }, /for example scopeHierarchy/],
    [{ a: ['b c'] }, /for example scopeHierarchy/],
    [{ 'a b': ['c'] }, /for example scopeHierarchy/],
    [{ a: [1] }, /for example scopeHierarchy/],
    [null, /for example scopeHierarchy/],
    [{ a: ['a'] }, /from "a" back to "a"/],
    [{ a: ['b'], b: ['c'], c: ['b'] }, /from "b" back to "b"/],
  ])('%j is refused', (rules, problem) => {
    expect(scopeHierarchyProblems(rules).join()).toMatch(problem);
  });

  it('two ways to one scope are no cycle', () => {
    expect(scopeHierarchyProblems({ a: ['b', 'c'], b: ['d'], c: ['d'] })).toEqual([]);
    expect(scopeHierarchyProblems(undefined)).toEqual([]);
  });
});
