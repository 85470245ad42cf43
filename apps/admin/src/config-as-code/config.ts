import { Injectable } from '@nestjs/common';
import type { Actor } from '@portcullis/oauth';
import { ClientsSection } from './clients-section.js';
import { NOTHING_TO_DO, type ConfigChange } from './config-change.js';
import type { ConfigDocument, ReadDocument } from './config-document.js';
import { InvalidConfig } from './config-problem.js';
import { ResourcesSection } from './resources-section.js';
import { ScopesSection } from './scopes-section.js';
import { stillNeeded } from './still-needed.js';

export interface ImportOptions {
  /** The admin app's own client: neither in the document nor ever changed by one. */
  readonly ownClientId: string;
  /** What a section of the document does not name is deleted. A section that is left out is left alone. */
  readonly prune: boolean;
}

/** What an import would do. */
export interface ConfigPlan {
  /** In the order in which they are made: nothing is asked for before it is there, nothing goes while it is needed. */
  readonly changes: readonly ConfigChange[];
  /** How many are as the document says already. */
  readonly unchanged: number;
}

/** A secret of a client that an import has made, this once. */
export interface MadeSecret {
  readonly clientId: string;
  readonly value: string;
}

/** What is registered, as a document, and a document made true. */
@Injectable()
export class Config {
  constructor(
    private readonly scopes: ScopesSection,
    private readonly resources: ResourcesSection,
    private readonly clients: ClientsSection,
  ) {}

  async export(ownClientId: string): Promise<ConfigDocument> {
    return {
      version: 1,
      clients: await this.clients.export(ownClientId),
      scopes: await this.scopes.export(),
      resources: await this.resources.export(),
    };
  }

  /** @throws InvalidConfig, before anything is changed */
  async plan(document: ReadDocument, { ownClientId, prune }: ImportOptions): Promise<ConfigPlan> {
    const scopes = document.scopes ? await this.scopes.plan(document.scopes, prune) : NOTHING_TO_DO;
    const resources = document.resources
      ? await this.resources.plan(document.resources, prune)
      : NOTHING_TO_DO;
    const clients = document.clients
      ? await this.clients.plan(document.clients, ownClientId, prune)
      : NOTHING_TO_DO;
    const removed = { scopes: idsOf(scopes.removals), audiences: idsOf(resources.removals) };
    const staying =
      removed.scopes.length + removed.audiences.length > 0
        ? [
            ...(await this.clients.ofTheApp(ownClientId)),
            ...(document.clients ? [] : await this.clients.others([], ownClientId)),
          ]
        : [];
    const problems = [
      ...scopes.problems,
      ...resources.problems,
      ...clients.problems,
      ...stillNeeded(document, removed, staying),
    ].map((problem) => ({ ...problem, line: document.lineOf(problem.path) }));
    if (problems.length > 0) throw new InvalidConfig(problems);
    const updates = [...scopes.changes, ...resources.changes, ...clients.changes];
    const lists: (readonly object[] | undefined)[] = [document.scopes, document.resources, document.clients];
    const named = lists.reduce((sum, items) => sum + (items?.length ?? 0), 0);
    return {
      changes: [...updates, ...clients.removals, ...resources.removals, ...scopes.removals],
      unchanged: named - updates.length,
    };
  }

  /**
   * Makes a plan true, one by one: each is one unit, and what failed halfway is finished by importing again.
   *
   * @param tell hears the first secret of each new confidential client at once; without it they get none, and somebody
   *   gives them one in the app
   * @throws StaleVersion when somebody has edited it since it was planned
   */
  async apply({ changes }: ConfigPlan, actor: Actor, tell?: (secret: MadeSecret) => void): Promise<void> {
    for (const change of changes) {
      const value = await change.apply(actor, tell !== undefined);
      if (value !== null) tell?.({ clientId: change.id, value });
    }
  }
}

/** The plan as text: what is new, what changes and how, what goes. */
export function describePlan({ changes, unchanged }: ConfigPlan): string {
  const sign = { create: '+', update: '~', delete: '-' };
  const lines = changes.flatMap(({ noun, kind, id, lines: details }) => [
    `${sign[kind]} ${noun} ${id}`,
    ...details.map((line) => `    ${line}`),
  ]);
  return [...lines, `${changes.length} to change, ${unchanged} unchanged`].join('\n');
}

function idsOf(changes: readonly ConfigChange[]): string[] {
  return changes.map(({ id }) => id);
}
