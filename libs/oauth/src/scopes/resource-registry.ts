import { Injectable } from '@nestjs/common';
import type { Actor } from '../audit/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { changesBetween } from '../audit/changes-between.js';
import { StaleVersion } from '../clients/client-errors.js';
import { Clock } from '../primitives/clock.js';
import { idToText, timeOrderedId } from '../primitives/id.js';
import { increment } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { DuplicateKey } from '../storage/storage-error.js';
import { ClientUsage } from './client-usage.js';
import { Resource } from './resource.entity.js';
import { MAX_RESOURCES } from './scope-catalogue.js';
import { checkResource, InvalidDefinition, type ResourceSettings } from './scope-rules.js';
import { StillUsed, UnknownResource } from './scope-errors.js';

export interface ListedResource extends Resource {
  /** How many clients may ask for tokens for it. */
  readonly usedBy: number;
}

/** Writes down which APIs there are. Which client gets tokens for one is said with the client. */
@Injectable()
export class ResourceRegistry {
  constructor(
    private readonly database: Database,
    private readonly usage: ClientUsage,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** By name. */
  async list(): Promise<ListedResource[]> {
    const [resources, counts] = await Promise.all([
      this.database.findMany(Resource, {}, { limit: MAX_RESOURCES }),
      this.usage.counts('audiences'),
    ]);
    return resources
      .map((resource) => ({ ...resource, usedBy: counts.get(resource.audience) ?? 0 }))
      .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  }

  /** @returns null when there is no such resource */
  async get(id: string): Promise<ListedResource | null> {
    const resource = await this.database.find(Resource, { id });
    if (!resource) return null;
    return { ...resource, usedBy: (await this.usage.counts('audiences')).get(resource.audience) ?? 0 };
  }

  /** @throws InvalidDefinition */
  async create(settings: ResourceSettings, actor: Actor): Promise<ListedResource> {
    checkResource(settings);
    if ((await this.list()).length >= MAX_RESOURCES) {
      throw invalid('audience', `There are ${MAX_RESOURCES} resources already.`);
    }
    const now = this.clock.now();
    const id = idToText(timeOrderedId(now));
    await this.unlessTaken(async () =>
      this.database.unit(async (rows) => {
        await rows.insert(Resource, { id, ...settings, createdAt: now, updatedAt: now, version: 1 });
        const data = { resource: id, after: settings };
        await this.audit.record('resource.created', { actor, data }, rows);
      }),
    );
    return (await this.get(id))!;
  }

  /**
   * @param version the version the editor saw
   * @throws StaleVersion, UnknownResource, InvalidDefinition
   */
  async update(
    id: string,
    version: number,
    changes: Partial<ResourceSettings>,
    actor: Actor,
  ): Promise<ListedResource> {
    const before = settingsOf(await this.stored(id));
    const settings = settingsOf({ ...before, ...changes });
    checkResource(settings);
    await this.unlessTaken(async () =>
      this.database.unit(async (rows) => {
        const updatedAt = this.clock.now();
        const changed = await rows.update(
          Resource,
          { id, version },
          { ...settings, updatedAt, version: increment() },
        );
        if (changed === 0) throw new StaleVersion(id);
        const data = { resource: id, ...changesBetween(before, settings) };
        await this.audit.record('resource.updated', { actor, data }, rows);
      }),
    );
    return (await this.get(id))!;
  }

  /** @throws StillUsed, StaleVersion, UnknownResource */
  async delete(id: string, version: number, actor: Actor): Promise<void> {
    const before = settingsOf(await this.stored(id));
    await this.database.unit(async (rows, manager) => {
      if ((await rows.delete(Resource, { id, version })) === 0) throw new StaleVersion(id);
      const users = await this.usage.clientsWith('audiences', before.audience, manager, 1000);
      if (users.length > 0) throw new StillUsed(users.length, 0);
      await this.audit.record('resource.deleted', { actor, data: { resource: id, before } }, rows);
    });
  }

  /** @throws UnknownResource */
  private async stored(id: string): Promise<Resource> {
    const resource = await this.database.find(Resource, { id });
    if (!resource) throw new UnknownResource(id);
    return resource;
  }

  private async unlessTaken(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
      throw invalid('audience', 'There is a resource with this identifier already.');
    }
  }
}

function settingsOf({ audience, name, description, scopes }: ResourceSettings): ResourceSettings {
  return { audience, name, description, scopes };
}

function invalid(field: string, message: string): InvalidDefinition {
  return new InvalidDefinition([{ field, message }]);
}
