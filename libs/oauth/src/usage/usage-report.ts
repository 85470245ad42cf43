import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { Database } from '../storage/database.js';
import { HOUR } from './usage-counters.js';
import { Usage } from './usage.entity.js';

/** Which tokens. What is left out does not narrow. */
export interface UsageQuery {
  /** The hour in which this instant lies counts whole. Milliseconds since the epoch. */
  readonly since: number;
  readonly grantType?: string | undefined;
  readonly clientId?: string | undefined;
}

export interface UsageShare {
  readonly name: string;
  readonly count: number;
}

/** Reads what was counted, for people. */
@Injectable()
export class UsageReport {
  constructor(private readonly database: Database) {}

  /** Tokens by grant type, the most frequent first. Their sum is the total. */
  tokensByGrant(query: UsageQuery): Promise<UsageShare[]> {
    return this.shares(query, 'name');
  }

  /**
   * Tokens by client, the most frequent first.
   *
   * @param most clients
   */
  tokensByClient(query: UsageQuery, most: number): Promise<UsageShare[]> {
    return this.shares(query, 'clientId', most);
  }

  /** How many JWTs each of these keys has signed, as far back as it was counted. */
  async signatures(kids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (kids.length === 0) return new Map();
    const rows = await this.database.run((manager) =>
      manager
        .createQueryBuilder(Usage, 'usage')
        .select('usage.name', 'name')
        .addSelect('SUM(usage.count)', 'count')
        .where('usage.kind = :kind AND usage.name IN (:...kids)', {
          kind: Buffer.from('signatures'),
          kids: kids.map((kid) => Buffer.from(kid)),
        })
        .groupBy('usage.name')
        .getRawMany<RawShare>(),
    );
    return new Map(rows.map(toShare).map(({ name, count }) => [name, count]));
  }

  private async shares(query: UsageQuery, by: 'name' | 'clientId', most?: number): Promise<UsageShare[]> {
    const rows = await this.database.run((manager) => {
      const list = manager.createQueryBuilder(Usage, 'usage');
      narrow(list, query)
        .select(`usage.${by}`, 'name')
        .addSelect('SUM(usage.count)', 'count')
        .groupBy(`usage.${by}`)
        .orderBy('SUM(usage.count)', 'DESC')
        .addOrderBy(`usage.${by}`);
      if (most !== undefined) list.limit(most);
      return list.getRawMany<RawShare>();
    });
    return rows.map(toShare);
  }
}

interface RawShare {
  readonly name: Buffer;
  readonly count: number | string;
}

function toShare({ name, count }: RawShare): UsageShare {
  return { name: name.toString(), count: Number(count) };
}

/** By the primary key: first the kind, then the hours. */
function narrow(list: SelectQueryBuilder<Usage>, { since, grantType, clientId }: UsageQuery) {
  list.where('usage.kind = :kind AND usage.hour >= :since', {
    kind: Buffer.from('tokens'),
    since: since - (since % HOUR),
  });
  if (grantType !== undefined) list.andWhere('usage.name = :name', { name: Buffer.from(grantType) });
  if (clientId !== undefined) list.andWhere('usage.clientId = :client', { client: Buffer.from(clientId) });
  return list;
}
