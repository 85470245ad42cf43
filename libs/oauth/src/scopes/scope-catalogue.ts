import { Injectable, type OnModuleInit } from '@nestjs/common';
import { setTimeout as after } from 'node:timers/promises';
import { claimsOfScopes } from '../accounts/standard-claims.js';
import { ResolvedOptions, type ScopeDefinition } from '../oauth.options.js';
import { standardScopes } from '../pages/messages/standard-scopes.js';
import { BriefMemory } from '../primitives/brief-memory.js';
import { Clock } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
import { ConfiguredScope } from './configured-scope.entity.js';
import { Resource } from './resource.entity.js';
import { Scope } from './scope.entity.js';

/** What is written in an admin app is seen by every process after at most this. Milliseconds. */
const SCOPE_CACHE = 1_000;
/** There are never more; it bounds what a process remembers. */
export const MAX_SCOPES = 1_000;
export const MAX_RESOURCES = 1_000;
/** The metadata does not wait longer for storage, but tells what was known before. Milliseconds. */
const PATIENCE = 1_000;

type Definitions = Readonly<Record<string, ScopeDefinition>>;

interface Known {
  readonly definitions: Definitions;
  readonly audiences: readonly string[];
}

/**
 * Every scope that has a meaning here: those of the configuration and those that people wrote in an admin app. Where
 * both define one, the configuration wins. Nothing of it is asked while tokens are issued.
 */
@Injectable()
export class ScopeCatalogue implements OnModuleInit {
  private readonly memory: BriefMemory<Known>;
  private last: Known;

  constructor(
    private readonly database: Database,
    private readonly options: ResolvedOptions,
    clock: Clock,
  ) {
    this.memory = new BriefMemory(clock, SCOPE_CACHE, 1);
    this.last = { definitions: options.scopes, audiences: [] };
  }

  /** Leaves a copy of the configured scopes for an admin app, which does not know our configuration. */
  async onModuleInit(): Promise<void> {
    const configured = Object.entries(this.options.scopes);
    const rows = await this.database.findMany(ConfiguredScope, {});
    const stored = new Map(rows.map(({ name, definition }) => [name, JSON.stringify(definition)]));
    const changed = configured.filter(
      ([name, definition]) => stored.get(name) !== JSON.stringify(definition),
    );
    if (changed.length > 0) {
      const values = changed.map(([name, definition]) => ({ name, definition }));
      await this.database.upsert(ConfiguredScope, values);
    }
    const gone = [...stored.keys()].filter((name) => !Object.hasOwn(this.options.scopes, name));
    if (gone.length > 0) await this.database.delete(ConfiguredScope, { name: gone });
  }

  /**
   * What each scope means, by name; the standard ones have their own texts.
   *
   * @throws OAuthError 503
   */
  async definitions(): Promise<Definitions> {
    return (await this.known()).definitions;
  }

  /**
   * The claims about the user that these scopes release.
   *
   * @throws OAuthError 503
   */
  async claimsOf(scopes: readonly string[]): Promise<readonly string[]> {
    const standard = claimsOfScopes(scopes);
    if (scopes.every(isStandard)) return standard;
    const definitions = await this.definitions();
    return [...standard, ...scopes.flatMap((scope) => definitions[scope]?.claims ?? [])];
  }

  /** For the metadata, which is served also while storage is not: then as it was known last. */
  async advertised(): Promise<{
    scopes: readonly string[];
    claims: readonly string[];
    audiences: readonly string[];
  }> {
    const patience = new AbortController();
    const { definitions, audiences } = await Promise.race([
      this.known().catch(() => this.last),
      after(PATIENCE, this.last, { ref: false, signal: patience.signal }),
    ]);
    patience.abort();
    return {
      scopes: [...new Set([...standardScopes, ...Object.keys(definitions)])],
      claims: [...new Set(Object.values(definitions).flatMap(({ claims }) => claims ?? []))],
      audiences,
    };
  }

  private known(): Promise<Known> {
    return this.memory.get('', async () => {
      const [scopes, resources] = await Promise.all([
        this.database.findMany(Scope, {}, { orderBy: 'name', limit: MAX_SCOPES }),
        this.database.findMany(Resource, {}, { orderBy: 'audience', limit: MAX_RESOURCES }),
      ]);
      const written = scopes.map((scope) => [scope.name, definitionOf(scope)] as const);
      this.last = {
        definitions: Object.freeze({ ...Object.fromEntries(written), ...this.options.scopes }),
        audiences: resources.map(({ audience }) => audience),
      };
      return this.last;
    });
  }
}

function definitionOf({ title, description, claims, sensitive }: Scope): ScopeDefinition {
  const { en, ...others } = title;
  // A language that nobody has written yet falls back to English, title and sentence together.
  const translations = Object.fromEntries(
    Object.entries(others)
      .filter(([, text]) => text !== '')
      .map(([language, text]) => [
        language,
        { title: text, description: description[language as keyof typeof others] },
      ]),
  );
  return { title: en, description: description.en, sensitive, translations, claims };
}

function isStandard(scope: string): boolean {
  return (standardScopes as readonly string[]).includes(scope);
}
