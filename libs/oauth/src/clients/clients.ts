import { Injectable, Optional } from '@nestjs/common';
import { BriefMemory } from '../primitives/brief-memory.js';
import { Clock } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
import { ClientSecret } from './client-secret.entity.js';
import { ClientSource } from './client-source.js';
import { Client, isPublic } from './client.entity.js';

export interface RegisteredClient {
  readonly client: Client;
  readonly secrets: readonly ClientSecret[];
  /** An administrator has registered it; false for one that only describes itself. */
  readonly registered: boolean;
}

/** A change made by another process is seen after at most this. Milliseconds. */
export const CLIENT_CACHE = 1_000;
const CACHE_ENTRIES = 10_000;
/** Characters. */
export const MAX_CLIENT_ID = 200;

/**
 * Looks clients up for the protocol. Remembers each answer for a second, also that there is no such client: otherwise
 * the time of a refusal would tell which ids exist.
 */
@Injectable()
export class Clients {
  private readonly memory: BriefMemory<RegisteredClient | null>;
  private readonly listeners: ((clientId: string) => void)[] = [];

  constructor(
    private readonly database: Database,
    clock: Clock,
    @Optional() private readonly source?: ClientSource,
  ) {
    this.memory = new BriefMemory(clock, CLIENT_CACHE, CACHE_ENTRIES);
  }

  /**
   * @returns the client, disabled or not, with its secrets; null when nobody has this id
   * @throws 429 or 503 `temporarily_unavailable` when that cannot be told now
   */
  async find(clientId: string): Promise<RegisteredClient | null> {
    // Nobody can be registered under a longer one, and nobody may fill the memory with them.
    if (clientId.length > MAX_CLIENT_ID) return null;
    return this.memory.get(clientId, () => this.load(clientId));
  }

  /** The client when it exists and is enabled. */
  async findEnabled(clientId: string): Promise<Client | null> {
    const found = await this.find(clientId);
    return found && found.client.disabledAt === null ? found.client : null;
  }

  /** Can anybody act as this client? It proves nothing, or has described itself. */
  async isAnybodys(client: Client): Promise<boolean> {
    return isPublic(client) || (await this.find(client.clientId))?.registered !== true;
  }

  /**
   * Many at once, disabled or not, for lists that people read. Nothing is asked from outside: a client of another source
   * is left out when it is not known already.
   */
  async recall(clientIds: readonly string[]): Promise<ReadonlyMap<string, Client>> {
    if (clientIds.length === 0) return new Map();
    const registered = await this.database.findMany(Client, { clientId: clientIds });
    const found = new Map(registered.map((client) => [client.clientId, client]));
    const foreign = clientIds.filter((clientId) => !found.has(clientId) && this.source?.covers(clientId));
    const recalled = foreign.length > 0 ? await this.source!.recall(foreign) : [];
    for (const client of recalled) found.set(client.clientId, client);
    return found;
  }

  /** Makes a change of this process visible to it at once. */
  forget(clientId: string): void {
    this.memory.forget(clientId);
    for (const listener of this.listeners) listener(clientId);
  }

  /**
   * For whoever keeps something that follows from a client: called after each change that this process has made to one
   * or to its secrets, its removal among them.
   *
   * @param listener must neither throw nor take long
   */
  onChange(listener: (clientId: string) => void): void {
    this.listeners.push(listener);
  }

  private async load(clientId: string): Promise<RegisteredClient | null> {
    const [client, secrets] = await Promise.all([
      this.database.find(Client, { clientId }),
      this.database.findMany(ClientSecret, { clientId }),
    ]);
    if (client) return { client, secrets, registered: true };
    const found = this.source?.covers(clientId) ? await this.source.find(clientId) : null;
    return found && { client: found, secrets: [], registered: false };
  }
}
