import { Injectable } from '@nestjs/common';
import { checkResource, InvalidDefinition, ResourceRegistry, type ListedResource } from '@portcullis/oauth';
import { linesOf, type ConfigChange, type SectionPlan } from './config-change.js';
import { namesOfChanges } from './config-fields.js';
import type { ConfigProblem } from './config-problem.js';
import {
  fieldsOfResource,
  RESOURCE_DEFAULTS,
  resourceSettingsFrom,
  toConfigResource,
  type ConfigResource,
} from './resource-config.js';

/** The APIs that tokens are for. */
@Injectable()
export class ResourcesSection {
  constructor(private readonly registry: ResourceRegistry) {}

  async export(): Promise<ConfigResource[]> {
    const resources = await this.registry.list();
    return resources.sort((a, b) => (a.audience < b.audience ? -1 : 1)).map(toConfigResource);
  }

  async plan(resources: readonly ConfigResource[], prune: boolean): Promise<SectionPlan> {
    const known = new Map((await this.registry.list()).map((resource) => [resource.audience, resource]));
    const named = new Set(resources.map(({ audience }) => audience));
    const surplus = [...known.values()].filter(({ audience }) => !named.has(audience));
    return {
      problems: resources.flatMap((resource, i) => problemsWith(resource, `resources[${i}]`)),
      changes: resources.flatMap(
        (resource) => this.changeOf(resource, known.get(resource.audience) ?? null) ?? [],
      ),
      removals: prune ? surplus.map((resource) => this.removalOf(resource)) : [],
    };
  }

  private changeOf(resource: ConfigResource, stored: ListedResource | null): ConfigChange | null {
    const settings = resourceSettingsFrom(resource);
    const before = stored && fieldsOfResource(stored);
    const after = fieldsOfResource(settings);
    if (before && namesOfChanges(before, after).length === 0) return null;
    return {
      noun: 'resource',
      kind: stored ? 'update' : 'create',
      id: settings.audience,
      lines: linesOf({ before, after, defaults: RESOURCE_DEFAULTS }),
      apply: async (actor) => {
        if (stored) await this.registry.update(stored.id, stored.version, settings, actor);
        else await this.registry.create(settings, actor);
        return null;
      },
    };
  }

  private removalOf({ id, audience, name, version }: ListedResource): ConfigChange {
    return {
      noun: 'resource',
      kind: 'delete',
      id: audience,
      lines: [`${JSON.stringify(name)} is not in the document`],
      apply: async (actor) => {
        await this.registry.delete(id, version, actor);
        return null;
      },
    };
  }
}

function problemsWith(resource: ConfigResource, at: string): ConfigProblem[] {
  try {
    checkResource(resourceSettingsFrom(resource));
    return [];
  } catch (error) {
    if (!(error instanceof InvalidDefinition)) throw error;
    return error.problems.map(({ field, message }) => ({ path: `${at}.${field}`, message }));
  }
}
