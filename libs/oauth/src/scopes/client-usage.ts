import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../audit/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { Client } from '../clients/client.entity.js';
import { BriefMemory } from '../primitives/brief-memory.js';
import { Clock } from '../primitives/clock.js';
import { increment } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { containing } from '../storage/like.js';
import type { Rows } from '../storage/rows.js';

export type Listing = 'scopes' | 'audiences';

/** A count in a list is at most this old. Milliseconds. */
const COUNT_CACHE = 2_000;

/** Which clients have a scope or an audience on their lists. */
@Injectable()
export class ClientUsage {
  private readonly memory: BriefMemory<ReadonlyMap<string, number>>;

  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {
    this.memory = new BriefMemory(clock, COUNT_CACHE, 2);
  }

  /** How many clients there are for each value; one without clients is not in it. */
  counts(listing: Listing): Promise<ReadonlyMap<string, number>> {
    return this.memory.get(listing, async () => {
      // One pass for all values: equal lists, byte for byte, are counted by the database.
      const rows = await this.database.run((manager) =>
        manager.query<{ list: string; n: number | string }[]>(
          `SELECT MIN(${listing}) AS list, COUNT(*) AS n FROM oauth_client GROUP BY HEX(${listing})`,
        ),
      );
      const counts = new Map<string, number>();
      for (const { list, n } of rows) {
        for (const value of JSON.parse(list) as string[]) {
          counts.set(value, (counts.get(value) ?? 0) + Number(n));
        }
      }
      return counts;
    });
  }

  /** Clients with this value on their list, at most `limit`; exact, inside an open unit. */
  async clientsWith(
    listing: Listing,
    value: string,
    manager: EntityManager,
    limit: number,
  ): Promise<Client[]> {
    const like = containing(JSON.stringify(value));
    const found = await manager
      .createQueryBuilder(Client, 'client')
      // The database may overlook case here; the list itself decides.
      .where(`client.${listing} LIKE :like ESCAPE '!'`, { like })
      .orderBy('client.clientId')
      .getMany();
    return found.filter((client) => client[listing].includes(value)).slice(0, limit);
  }

  /** Takes a scope off the lists of these clients; each edit is one of the client's own. */
  async takeScopeFrom(clients: readonly Client[], scope: string, actor: Actor, rows: Rows): Promise<void> {
    for (const { clientId, scopes: before } of clients) {
      const scopes = before.filter((each) => each !== scope);
      const changes = { scopes, updatedAt: this.clock.now(), version: increment() };
      await rows.update(Client, { clientId }, changes);
      const data = { before: { scopes: before }, after: { scopes } };
      await this.audit.record('client.updated', { actor, clientId, data }, rows);
    }
  }

  /** Makes a change of this process visible to it at once. */
  forget(): void {
    this.memory.forget('scopes');
    this.memory.forget('audiences');
  }
}
