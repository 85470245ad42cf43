import { Injectable } from '@nestjs/common';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { idFromText } from '../primitives/id.js';
import { countUpTo, type BoundedCount } from '../storage/bounded-count.js';
import { Database } from '../storage/database.js';
import type { KeysetPage } from '../storage/keyset.js';
import { AuditEvent } from './audit-event.entity.js';
import { eventNamesIn, type AuditFilter, type AuditReach } from './audit-filter.js';
import { eventsWhere } from './audit-query.js';

export type AuditPage = KeysetPage<AuditEvent> & BoundedCount;

/** What happened in one hour. */
export interface HourlyCount {
  /** When the hour began. Milliseconds since the epoch. */
  readonly at: number;
  readonly event: string;
  readonly count: number;
}

type Query = SelectQueryBuilder<AuditEvent>;

/** Which rows, from where on, in which direction. */
interface Stretch {
  /** The row beside which it begins; it is not part of it. */
  readonly after?: string | undefined;
  readonly limit: number;
  /** The oldest first. */
  readonly ascending?: boolean;
}

/** The index ranges that are merged instead of one condition, so that each of them is read only as far as needed. */
interface Ranges {
  readonly column: 'event' | 'clientId';
  readonly values: readonly string[];
}

/** With more of them the database had better read the log as it is. */
const MOST_RANGES = 100;
const MAX_PAGE = 500;
/** Milliseconds. */
const HOUR = 3_600_000;

/** Reads the audit log, the newest first. A page is found by the primary key, which is ordered by time. */
@Injectable()
export class AuditSearch {
  constructor(private readonly database: Database) {}

  /**
   * @param cursor `next` of the page before; it is the reference of that page's last event
   * @param limit at most 500
   */
  page(
    filter: AuditFilter,
    reach: AuditReach,
    cursor: string | undefined,
    limit: number,
  ): Promise<AuditPage> {
    return this.database.run(async (manager) => {
      const rows = Math.min(Math.max(1, Math.trunc(limit)), MAX_PAGE);
      const found = await read(manager, filter, reach, { after: cursor, limit: rows + 1 });
      const items = found.slice(0, rows);
      // What fits on one page need not be looked for a second time.
      const isAll = cursor === undefined && found.length <= rows;
      const counted = isAll
        ? { total: items.length, more: false }
        : await countUpTo(manager, eventsWhere(manager, filter, reach));
      return { items, next: found.length > rows ? items.at(-1)!.id : null, ...counted };
    });
  }

  /** How many a list of them says that there are. */
  count(filter: AuditFilter, reach: AuditReach): Promise<BoundedCount> {
    return this.database.run((manager) => countUpTo(manager, eventsWhere(manager, filter, reach)));
  }

  /** How many there were of each event in each hour; an hour without any is left out. */
  async perHour({ from, ...filter }: AuditFilter, reach: AuditReach): Promise<HourlyCount[]> {
    const hour = `e.at - e.at % ${HOUR}`;
    const counted = await this.database.run((manager) => {
      const events = eventsWhere(manager, filter, reach);
      // By the time and not by the id: the index over event and time holds all that is counted here.
      if (from !== undefined) events.andWhere('e.at >= :from', { from });
      return (
        events
          // Both are whole numbers, and so is what is left of one: dividing would be spelt differently by each database.
          .select(hour, 'hour')
          .addSelect('e.event', 'event')
          .addSelect('COUNT(*)', 'n')
          .groupBy(hour)
          .addGroupBy('e.event')
          .getRawMany<{ hour: number | string; event: string; n: number | string }>()
      );
    });
    return counted.map(({ hour: at, event, n }) => ({ at: Number(at), event, count: Number(n) }));
  }

  /**
   * Every event that fits, the newest first. Holds one chunk in memory at a time; what is written meanwhile is newer, so
   * it is never met on the way down.
   *
   * @param chunk rows per statement
   */
  async *all(filter: AuditFilter, reach: AuditReach, chunk = MAX_PAGE): AsyncGenerator<AuditEvent> {
    let after: string | undefined;
    for (;;) {
      const rows = await this.database.run((manager) =>
        read(manager, filter, reach, { after, limit: chunk }),
      );
      yield* rows;
      if (rows.length < chunk) return;
      after = rows.at(-1)!.id;
    }
  }

  /** @returns null for an event that does not exist or is out of reach */
  async find(reference: string, reach: AuditReach): Promise<AuditEvent | null> {
    const found = await this.database.run((manager) => read(manager, { reference }, reach, { limit: 1 }));
    return found[0] ?? null;
  }

  /** The references of the next newer and the next older event that fit. */
  async neighbours(
    reference: string,
    filter: AuditFilter,
    reach: AuditReach,
  ): Promise<{ newer: string | null; older: string | null }> {
    const beside = (ascending: boolean): Promise<AuditEvent[]> =>
      this.database.run((manager) => read(manager, filter, reach, { after: reference, limit: 1, ascending }));
    const [newer, older] = [await beside(true), await beside(false)];
    return { newer: newer[0]?.id ?? null, older: older[0]?.id ?? null };
  }

  /** The last events since an instant, the oldest first: for whoever follows the log as it grows. */
  async since(from: number, limit: number): Promise<AuditEvent[]> {
    const events = await this.database.run((manager) => read(manager, { from }, 'all', { limit }));
    return events.reverse();
  }
}

async function read(
  manager: EntityManager,
  filter: AuditFilter,
  reach: AuditReach,
  { after, limit, ascending = false }: Stretch,
): Promise<AuditEvent[]> {
  const order = ascending ? 'ASC' : 'DESC';
  const ranges = rangesOf(filter, reach);
  const cut = (query: Query): Query => {
    const id = after === undefined ? undefined : idFromText(after);
    if (id) query.andWhere(`e.id ${ascending ? '>' : '<'} :after`, { after: id });
    return query.orderBy('e.id', order).limit(limit);
  };
  if (ranges === null) return cut(eventsWhere(manager, filter, reach)).getMany();
  if (ranges.values.length === 0) return [];
  const parts = ranges.values.map((value) =>
    cut(
      eventsWhere(manager, filter, reach).andWhere(`e.${ranges.column} = :of`, {
        of: stored(ranges.column, value),
      }),
    )
      .select('e.id', 'id')
      .getQueryAndParameters(),
  );
  const found: { id: Buffer }[] = await manager.query(
    `${parts.map(([sql]) => `SELECT id FROM (${sql}) part`).join(' UNION ALL ')} ORDER BY id ${order} LIMIT ${limit}`,
    parts.flatMap(([, parameters]) => parameters as unknown[]),
  );
  if (found.length === 0) return [];
  return manager
    .createQueryBuilder(AuditEvent, 'e')
    .where('e.id IN (:...ids)', { ids: found.map(({ id }) => id) })
    .orderBy('e.id', order)
    .getMany();
}

/**
 * `event IN (…)` or `client_id IN (…)` leaves a database the choice between sorting all that fit and reading the whole
 * log for a few. A range of each index, cut to one page and merged, is right for both.
 */
function rangesOf(filter: AuditFilter, reach: AuditReach): Ranges | null {
  if (filter.actor || filter.clientId || filter.subject || filter.reference) return null;
  if (typeof reach === 'object' && reach.clients.size <= MOST_RANGES) {
    return { column: 'clientId', values: [...reach.clients] };
  }
  const names = eventNamesIn(filter);
  return names && names.length <= MOST_RANGES ? { column: 'event', values: names } : null;
}

function stored(column: Ranges['column'], value: string): unknown {
  return column === 'event' ? value : Buffer.from(value);
}
