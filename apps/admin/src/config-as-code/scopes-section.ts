import { Injectable } from '@nestjs/common';
import { checkScope, InvalidDefinition, ScopeRegistry, type ListedScope } from '@portcullis/oauth';
import { linesOf, type ConfigChange, type SectionPlan } from './config-change.js';
import { namesOfChanges } from './config-fields.js';
import type { ConfigProblem } from './config-problem.js';
import {
  fieldsOfScope,
  SCOPE_DEFAULTS,
  scopeSettingsFrom,
  toConfigScope,
  type ConfigScope,
} from './scope-config.js';

/** The scopes that people wrote; built-in and configured ones are none of the document's business. */
@Injectable()
export class ScopesSection {
  constructor(private readonly registry: ScopeRegistry) {}

  async export(): Promise<ConfigScope[]> {
    return (await this.registry.list()).filter(isWritten).map(toConfigScope);
  }

  async plan(scopes: readonly ConfigScope[], prune: boolean): Promise<SectionPlan> {
    const known = new Map((await this.registry.list()).map((scope) => [scope.name, scope]));
    const named = new Set(scopes.map(({ name }) => name));
    const surplus = [...known.values()].filter((scope) => isWritten(scope) && !named.has(scope.name));
    return {
      problems: scopes.flatMap((scope, i) => problemsWith(scope, known.get(scope.name), `scopes[${i}]`)),
      changes: scopes.flatMap((scope) => this.changeOf(scope, known.get(scope.name) ?? null) ?? []),
      removals: prune ? surplus.map((scope) => this.removalOf(scope)) : [],
    };
  }

  private changeOf(scope: ConfigScope, stored: ListedScope | null): ConfigChange | null {
    const { name } = scope;
    const settings = scopeSettingsFrom(scope);
    const before = stored && fieldsOfScope(stored);
    const after = fieldsOfScope(settings);
    if (before && namesOfChanges(before, after).length === 0) return null;
    return {
      noun: 'scope',
      kind: stored ? 'update' : 'create',
      id: name,
      lines: linesOf({ before, after, defaults: SCOPE_DEFAULTS }),
      apply: async (actor) => {
        if (stored) await this.registry.update(name, stored.version, settings, actor);
        else await this.registry.create({ name, ...settings }, actor);
        return null;
      },
    };
  }

  private removalOf({ name, title, version }: ListedScope): ConfigChange {
    return {
      noun: 'scope',
      kind: 'delete',
      id: name,
      lines: [`${JSON.stringify(title.en)} is not in the document`],
      apply: async (actor) => {
        await this.registry.delete(name, version, false, actor);
        return null;
      },
    };
  }
}

function isWritten({ source }: ListedScope): boolean {
  return source === 'database';
}

function problemsWith(scope: ConfigScope, stored: ListedScope | undefined, at: string): ConfigProblem[] {
  if (stored?.source === 'configuration') {
    const message = 'The configuration of the authorization server defines this scope; it is changed there.';
    return [{ path: `${at}.name`, message }];
  }
  try {
    checkScope(scope.name, scopeSettingsFrom(scope));
    return [];
  } catch (error) {
    if (!(error instanceof InvalidDefinition)) throw error;
    return error.problems.map(({ field, message }) => ({ path: `${at}.${field}`, message }));
  }
}
