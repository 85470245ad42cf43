import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** A list of more says so. */
const MOST_COUNTED = 10_000;

/** What a count says when there are more rows than it went to look for. */
export interface BoundedCount {
  readonly total: number;
  /** There are more than `total`. */
  readonly more: boolean;
}

/**
 * Counts the rows of a query, but never reads more than `most` of them.
 *
 * @param manager of the connection that the query is on
 * @param query over one entity, with its conditions
 * @param most rows; a list counts as far as every other list does
 */
export async function countUpTo<T extends ObjectLiteral>(
  manager: EntityManager,
  query: SelectQueryBuilder<T>,
  most = MOST_COUNTED,
): Promise<BoundedCount> {
  const rows = query
    .clone()
    .select('1', 'one')
    .orderBy()
    .limit(most + 1);
  const [counted] = await manager
    .createQueryBuilder()
    .select('COUNT(*)', 'n')
    .from(`(${rows.getQuery()})`, 'counted')
    .setParameters(rows.getParameters())
    .getRawMany<{ n: number | string }>();
  const n = Number(counted!.n);
  return { total: Math.min(n, most), more: n > most };
}
