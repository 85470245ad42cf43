import { Injectable, Optional } from '@nestjs/common';
import { Clock } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
import { ClientSecret } from './client-secret.entity.js';
import { ClientSource } from './client-source.js';
import { Client } from './client.entity.js';

export interface RegisteredClient {
  readonly client: Client;
  readonly secrets: readonly ClientSecret[];
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
  private readonly cache = new Map<
    string,
    { readonly found: Promise<RegisteredClient | null>; readonly until: number }
  >();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Optional() private readonly source?: ClientSource,
  ) {}

  /**
   * @returns the client, disabled or not, with its secrets; null when nobody has this id
   * @throws 429 or 503 `temporarily_unavailable` when that cannot be told now
   */
  async find(clientId: string): Promise<RegisteredClient | null> {
    // Nobody can be registered under a longer one, and nobody may fill the memory with them.
    if (clientId.length > MAX_CLIENT_ID) return null;
    const now = this.clock.now();
    const known = this.cache.get(clientId);
    if (known && known.until > now && known.until - now <= CLIENT_CACHE) return known.found;
    const found = this.load(clientId);
    if (this.cache.size >= CACHE_ENTRIES) this.cache.delete(this.cache.keys().next().value!);
    this.cache.set(clientId, { found, until: now + CLIENT_CACHE });
    // A failure is nobody's answer for the next second.
    found.catch(() => this.cache.delete(clientId));
    return found;
  }

  /** The client when it exists and is enabled. */
  async findEnabled(clientId: string): Promise<Client | null> {
    const found = await this.find(clientId);
    return found && found.client.disabledAt === null ? found.client : null;
  }

  /** Makes a change of this process visible to it at once. */
  forget(clientId: string): void {
    this.cache.delete(clientId);
  }

  private async load(clientId: string): Promise<RegisteredClient | null> {
    const [client, secrets] = await Promise.all([
      this.database.find(Client, { clientId }),
      this.database.findMany(ClientSecret, { clientId }),
    ]);
    if (client) return { client, secrets };
    const found = this.source?.covers(clientId) ? await this.source.find(clientId) : null;
    return found && { client: found, secrets: [] };
  }
}
