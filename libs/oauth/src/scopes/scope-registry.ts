import { Injectable } from '@nestjs/common';
import { claimsOfScopes } from '../accounts/standard-claims.js';
import type { Actor } from '../audit/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { changesBetween } from '../audit/changes-between.js';
import { StaleVersion } from '../clients/client-errors.js';
import { Clients } from '../clients/clients.js';
import type { ScopeDefinition } from '../oauth.options.js';
import { standardScopes, standardScopeText } from '../pages/messages/standard-scopes.js';
import { languages } from '../pages/messages/messages.js';
import type { Language } from '../pages/page-context.js';
import { Clock } from '../primitives/clock.js';
import { increment } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { DuplicateKey } from '../storage/storage-error.js';
import { ClientUsage } from './client-usage.js';
import { ConfiguredScope } from './configured-scope.entity.js';
import { Resource } from './resource.entity.js';
import { MAX_SCOPES } from './scope-catalogue.js';
import { checkScope, InvalidDefinition, type ScopeSettings } from './scope-rules.js';
import { Scope, type LocalText } from './scope.entity.js';
import { StillUsed, UnknownScope } from './scope-errors.js';

/** Where a scope is defined; only one in the database can be edited. */
export type ScopeSource = 'built-in' | 'configuration' | 'database';

export interface ListedScope extends ScopeSettings {
  readonly name: string;
  readonly source: ScopeSource;
  /** How many clients may ask for it. */
  readonly usedBy: number;
  /** 0 for one that cannot be edited here. */
  readonly version: number;
  /** Milliseconds since the epoch; null for one that cannot be edited here. */
  readonly updatedAt: number | null;
}

export interface NewScope extends ScopeSettings {
  readonly name: string;
}

/** With more clients than this, taking a scope away is a job for a script. */
const MOST_CLIENTS = 500;

/** Writes scopes: what the admin app is for. Every change leaves an audit event. */
@Injectable()
export class ScopeRegistry {
  constructor(
    private readonly database: Database,
    private readonly usage: ClientUsage,
    private readonly clients: Clients,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Every scope that has a meaning, by name: built-in, configured and written ones. */
  async list(): Promise<ListedScope[]> {
    const [written, configured, counts] = await Promise.all([
      this.database.findMany(Scope, {}, { limit: MAX_SCOPES }),
      this.database.findMany(ConfiguredScope, {}, { limit: MAX_SCOPES }),
      this.usage.counts('scopes'),
    ]);
    const all = new Map<string, Omit<ListedScope, 'usedBy'>>();
    for (const name of standardScopes) all.set(name, builtIn(name));
    for (const scope of written) all.set(scope.name, { ...scope, source: 'database' });
    // As on the consent page, the configuration wins.
    for (const { name, definition } of configured) all.set(name, fromConfiguration(name, definition));
    return [...all.values()]
      .map((scope) => ({ ...scope, usedBy: counts.get(scope.name) ?? 0 }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @returns null when no scope of this name has a meaning here */
  async get(name: string): Promise<ListedScope | null> {
    return (await this.list()).find((scope) => scope.name === name) ?? null;
  }

  /** @throws InvalidDefinition */
  async create({ name, ...settings }: NewScope, actor: Actor): Promise<ListedScope> {
    checkScope(name, settings);
    const known = await this.list();
    if (known.some((scope) => scope.name === name)) throw taken();
    if (known.length >= MAX_SCOPES) throw invalid('name', `There are ${MAX_SCOPES} scopes already.`);
    const now = this.clock.now();
    try {
      await this.database.unit(async (rows) => {
        await rows.insert(Scope, { name, ...settings, createdAt: now, updatedAt: now, version: 1 });
        const data = { scope: name, after: settings };
        await this.audit.record('scope.created', { actor, data }, rows);
      });
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
      throw taken();
    }
    return (await this.get(name))!;
  }

  /**
   * @param version the version the editor saw
   * @throws StaleVersion, UnknownScope, InvalidDefinition
   */
  async update(
    name: string,
    version: number,
    changes: Partial<ScopeSettings>,
    actor: Actor,
  ): Promise<ListedScope> {
    const stored = await this.stored(name);
    const before = settingsOf(stored);
    const settings = settingsOf({ ...before, ...changes });
    checkScope(name, settings);
    await this.database.unit(async (rows) => {
      const changed = await rows.update(
        Scope,
        { name, version },
        { ...settings, updatedAt: this.clock.now(), version: increment() },
      );
      if (changed === 0) throw new StaleVersion(name);
      const data = { scope: name, ...changesBetween(before, settings) };
      await this.audit.record('scope.updated', { actor, data }, rows);
    });
    return (await this.get(name))!;
  }

  /**
   * @param fromClients also takes it off the lists of the clients that have it, and of the resources
   * @throws StillUsed when a client has it and that was not asked for; StaleVersion, UnknownScope
   */
  async delete(name: string, version: number, fromClients: boolean, actor: Actor): Promise<void> {
    const stored = await this.stored(name);
    const clients = await this.database.unit(async (rows, manager) => {
      if ((await rows.delete(Scope, { name, version })) === 0) throw new StaleVersion(name);
      const users = await this.usage.clientsWith('scopes', name, manager, MOST_CLIENTS + 1);
      if (users.length > (fromClients ? MOST_CLIENTS : 0)) throw new StillUsed(users.length, MOST_CLIENTS);
      await this.usage.takeScopeFrom(users, name, actor, rows);
      for (const resource of await rows.findMany(Resource, {})) {
        if (!resource.scopes.includes(name)) continue;
        const scopes = resource.scopes.filter((scope) => scope !== name);
        await rows.update(Resource, { id: resource.id }, { scopes, version: increment() });
      }
      const data = {
        scope: name,
        before: settingsOf(stored),
        clients: users.map(({ clientId }) => clientId),
      };
      await this.audit.record('scope.deleted', { actor, data }, rows);
      return users;
    });
    this.usage.forget();
    for (const { clientId } of clients) this.clients.forget(clientId);
  }

  /** @throws UnknownScope also for one that is not ours to edit, or that the configuration hides */
  private async stored(name: string): Promise<Scope> {
    const [scope, configured] = await Promise.all([
      this.database.find(Scope, { name }),
      this.database.find(ConfiguredScope, { name }),
    ]);
    if (!scope || configured) throw new UnknownScope(name);
    return scope;
  }
}

function settingsOf({ title, description, claims, sensitive, isDefault }: ScopeSettings): ScopeSettings {
  return { title, description, claims, sensitive, isDefault };
}

function builtIn(name: string): Omit<ListedScope, 'usedBy'> {
  return {
    name,
    title: textOf((language) => standardScopeText(name, language)!.title),
    description: textOf((language) => standardScopeText(name, language)!.description),
    claims: [...claimsOfScopes([name])],
    sensitive: false,
    isDefault: name === 'openid',
    source: 'built-in',
    version: 0,
    updatedAt: null,
  };
}

function fromConfiguration(name: string, definition: ScopeDefinition): Omit<ListedScope, 'usedBy'> {
  const { title, description = '', sensitive = false, translations = {}, claims = [] } = definition;
  return {
    name,
    title: textOf((language) => translations[language]?.title ?? (language === 'en' ? title : '')),
    description: textOf(
      (language) => translations[language]?.description ?? (language === 'en' ? description : ''),
    ),
    claims: [...claims],
    sensitive,
    isDefault: false,
    source: 'configuration',
    version: 0,
    updatedAt: null,
  };
}

function textOf(text: (language: Language) => string): LocalText {
  return Object.fromEntries(languages.map(({ code }) => [code, text(code)])) as Record<Language, string>;
}

function taken(): InvalidDefinition {
  return invalid('name', 'There is a scope of this name already.');
}

function invalid(field: string, message: string): InvalidDefinition {
  return new InvalidDefinition([{ field, message }]);
}
