import { Injectable } from '@nestjs/common';
import {
  checkSettings,
  ClientList,
  ClientRegistry,
  ClientRemoval,
  InvalidClientSettings,
  isPublic,
  type Client,
} from '@portcullis/oauth';
import { ClientAssignments } from '../members/client-assignments.js';
import { PLAYGROUND_CLIENT } from '../playground/playground-client.js';
import {
  CLIENT_DEFAULTS,
  fieldsOfClient,
  settingsFrom,
  toConfigClient,
  type ConfigClient,
} from './client-config.js';
import { linesOf, type ConfigChange, type SectionPlan } from './config-change.js';
import { namesOfChanges } from './config-fields.js';
import type { ConfigProblem } from './config-problem.js';

const PAGE = 200;

/** The registered clients, without those of the admin app itself: each installation makes its own. */
@Injectable()
export class ClientsSection {
  constructor(
    private readonly registry: ClientRegistry,
    private readonly list: ClientList,
    private readonly removal: ClientRemoval,
    private readonly assignments: ClientAssignments,
  ) {}

  async export(ownClientId: string): Promise<ConfigClient[]> {
    const clients = await this.others([], ownClientId);
    return clients.sort((a, b) => (a.clientId < b.clientId ? -1 : 1)).map(toConfigClient);
  }

  async plan(clients: readonly ConfigClient[], ownClientId: string, prune: boolean): Promise<SectionPlan> {
    const problems: ConfigProblem[] = [];
    const changes: ConfigChange[] = [];
    for (const [i, client] of clients.entries()) {
      const stored = await this.registry.get(client.clientId);
      problems.push(...(await this.problemsWith(client, stored, ownClientId, `clients[${i}]`)));
      const change = this.changeOf(client, stored);
      if (change) changes.push(change);
    }
    const removals: ConfigChange[] = [];
    for (const client of prune ? await this.others(clients, ownClientId) : []) {
      removals.push(await this.removalOf(client));
    }
    return { problems, changes, removals };
  }

  /** Clients that the document does not name; not those of the admin app. */
  async others(named: readonly ConfigClient[], ownClientId: string): Promise<Client[]> {
    const known = new Set([...protectedClients(ownClientId), ...named.map(({ clientId }) => clientId)]);
    const others: Client[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.list.page({ limit: PAGE, orderBy: 'clientId', cursor });
      others.push(...page.items.filter(({ clientId }) => !known.has(clientId)));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return others;
  }

  /** The clients of the admin app itself, as far as they are there. */
  async ofTheApp(ownClientId: string): Promise<Client[]> {
    const found = await Promise.all(protectedClients(ownClientId).map((id) => this.registry.get(id)));
    return found.filter((client) => client !== null);
  }

  private changeOf(client: ConfigClient, stored: Client | null): ConfigChange | null {
    const { clientId, disabled = false } = client;
    const settings = settingsFrom(client);
    const before = stored && fieldsOfClient(stored, stored.disabledAt !== null);
    const after = fieldsOfClient(settings, disabled);
    const names = namesOfChanges(before ?? CLIENT_DEFAULTS, after);
    if (before && names.length === 0) return null;
    return {
      noun: 'client',
      kind: stored ? 'update' : 'create',
      id: clientId,
      lines: linesOf({ before, after, defaults: CLIENT_DEFAULTS }),
      apply: async (actor, withSecret) => {
        if (!stored) {
          const input = { ...settings, clientId, disabled, withSecret };
          return (await this.registry.create(input, actor)).secret?.value ?? null;
        }
        if (names.some((name) => name !== 'disabled')) {
          await this.registry.update(clientId, stored.version, { ...settings, disabled }, actor);
        } else {
          await this.registry.setDisabled(clientId, disabled, actor);
        }
        return null;
      },
    };
  }

  private async removalOf({ clientId, name }: Client): Promise<ConfigChange> {
    const { users, authorizations } = await this.removal.dependents(clientId);
    const ends = `authorizations that end: ${authorizations}, of users: ${users}`;
    return {
      noun: 'client',
      kind: 'delete',
      id: clientId,
      lines: [`${JSON.stringify(name)} is not in the document`, ...(authorizations > 0 ? [ends] : [])],
      apply: async (actor) => {
        await this.removal.delete(clientId, actor, this.assignments.forget(clientId));
        return null;
      },
    };
  }

  private async problemsWith(
    client: ConfigClient,
    stored: Client | null,
    ownClientId: string,
    at: string,
  ): Promise<ConfigProblem[]> {
    if (protectedClients(ownClientId).includes(client.clientId)) {
      const message = "This is a client of the admin app's own; it is not changed here.";
      return [{ path: `${at}.clientId`, message }];
    }
    const settings = settingsFrom(client);
    if (stored && isPublic(settings) !== isPublic(stored)) {
      const message =
        'A public client stays public and a confidential one confidential; register another client.';
      return [{ path: `${at}.tokenEndpointAuthMethod`, message }];
    }
    try {
      if (stored) checkSettings(settings);
      else await this.registry.check({ ...settings, clientId: client.clientId });
      return [];
    } catch (error) {
      if (!(error instanceof InvalidClientSettings)) throw error;
      return error.problems.map(({ field, message }) => ({ path: `${at}.${field}`, message }));
    }
  }
}

function protectedClients(ownClientId: string): string[] {
  return [ownClientId, PLAYGROUND_CLIENT];
}
