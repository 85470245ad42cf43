import { Injectable } from '@nestjs/common';
import {
  containing,
  countUpTo,
  Database,
  readPage,
  type BoundedCount,
  type KeysetPage,
} from '@portcullis/oauth';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { Finding } from './finding.entity.js';
import { SEVERITIES, type RuleName, type Severity } from './rule.js';

/** What a list of findings can be sorted by. */
export const CHECK_ORDERS = { severity: 'severity', found: 'foundAt' } as const;

export type CheckState = 'open' | 'muted';

/** Which findings. What is left out or empty does not narrow. */
export interface CheckQuery {
  /** Part of the name of the object, or a whole client id. */
  readonly search?: string | undefined;
  readonly rules?: readonly RuleName[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly states?: readonly CheckState[] | undefined;
  readonly clientId?: string | undefined;
}

/** Finds findings. */
@Injectable()
export class CheckList {
  constructor(private readonly database: Database) {}

  page(
    query: CheckQuery,
    order: { by: keyof typeof CHECK_ORDERS; descending: boolean; cursor?: string | undefined; limit: number },
  ): Promise<KeysetPage<Finding> & BoundedCount> {
    const { by, ...rest } = order;
    return this.database.run(async (manager) => {
      const list = narrowed(manager, query);
      const counted = await countUpTo(manager, list);
      return { ...(await readPage(list, { orderBy: CHECK_ORDERS[by], id: 'id', ...rest })), ...counted };
    });
  }

  count(query: CheckQuery): Promise<BoundedCount> {
    return this.database.run((manager) => countUpTo(manager, narrowed(manager, query)));
  }

  /** How many open findings each of these clients has; one without any is left out. */
  async openByClient(clientIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (clientIds.length === 0) return new Map();
    const counted = await this.database.run((manager) =>
      manager
        .createQueryBuilder(Finding, 'finding')
        .select('finding.clientId', 'id')
        .addSelect('COUNT(*)', 'n')
        .where('finding.clientId IN (:...ids)', { ids: clientIds.map((id) => Buffer.from(id)) })
        .andWhere('finding.muted = 0')
        .groupBy('finding.clientId')
        .getRawMany<{ id: Buffer; n: number | string }>(),
    );
    return new Map(counted.map(({ id, n }) => [id.toString(), Number(n)]));
  }
}

function narrowed(
  manager: EntityManager,
  { search, rules, severities, states, clientId }: CheckQuery,
): SelectQueryBuilder<Finding> {
  const list = manager.createQueryBuilder(Finding, 'finding');
  if (states?.length === 1) list.andWhere('finding.muted = :muted', { muted: Number(states[0] === 'muted') });
  if (rules?.length) list.andWhere('finding.rule IN (:...rules)', { rules });
  if (severities?.length) {
    const levels = severities.map((severity) => SEVERITIES.indexOf(severity) + 1);
    list.andWhere('finding.severity IN (:...levels)', { levels });
  }
  if (clientId !== undefined) {
    list.andWhere('finding.clientId = :clientId', { clientId: Buffer.from(clientId) });
  }
  if (search) {
    list.andWhere("(finding.objectName LIKE :like ESCAPE '!' OR finding.clientId = :searched)", {
      like: containing(search),
      searched: Buffer.from(search),
    });
  }
  return list;
}
