import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** How a list is cut into pages. Both columns are never null, and together they name one row. */
export interface Keyset<T> {
  /** The column that people sort by; an index should hold it and then `id`. */
  readonly orderBy: keyof T & string;
  /** Tells rows with equal values of the first apart. */
  readonly id: keyof T & string;
  readonly descending?: boolean;
  /** From `next` of the page before; anything else starts at the beginning. */
  readonly cursor?: string | undefined;
  /** Rows a page. */
  readonly limit: number;
}

export interface KeysetPage<T> {
  readonly items: T[];
  /** The cursor of what follows; null at the end. */
  readonly next: string | null;
}

/**
 * One page of a list by its keyset: as fast on the last page as on the first, and stable while rows come and go.
 *
 * @param query over one entity, with its conditions and without an order
 */
export async function readPage<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  { orderBy, id, descending = false, cursor, limit }: Keyset<T>,
): Promise<KeysetPage<T>> {
  const { name, metadata } = query.expressionMap.mainAlias!;
  const [first, second] = [`${name}.${orderBy}`, `${name}.${id}`];
  const stored = (property: string, value: unknown): unknown =>
    query.connection.driver.preparePersistentValue(value, metadata.findColumnWithPropertyName(property)!);
  const after = cursor === undefined ? undefined : readCursor(cursor, [orderBy, id], stored);
  if (after) {
    const beyond = descending ? '<' : '>';
    // The first condition alone bounds the index range; the second one only settles ties.
    query
      .andWhere(`${first} ${beyond}= :keysetFirst`, { keysetFirst: after[0] })
      .andWhere(`(${first} ${beyond} :keysetFirst OR ${second} ${beyond} :keysetSecond)`, {
        keysetSecond: after[1],
      });
  }
  const order = descending ? 'DESC' : 'ASC';
  query.orderBy(first, order).limit(limit + 1);
  if (orderBy !== id) query.addOrderBy(second, order);
  const found = await query.getMany();
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit ? writeCursor([last![orderBy], last![id]]) : null };
}

type Cursor = readonly [unknown, unknown];

function writeCursor(values: Cursor): string {
  return Buffer.from(JSON.stringify(values.map(fromBytes))).toString('base64url');
}

/** A cursor that no page of this list gave, with values of other kinds for example, starts at the beginning. */
function readCursor(
  cursor: string,
  [first, second]: readonly [string, string],
  stored: (property: string, value: unknown) => unknown,
): Cursor | undefined {
  try {
    const values = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
    if (!Array.isArray(values) || values.length !== 2 || !values.every(isScalar)) return undefined;
    const [a, b] = values.map(toBytes);
    return [stored(first, a), stored(second, b)];
  } catch {
    return undefined;
  }
}

/** A key of bytes travels as a list of one text. */
function fromBytes(value: unknown): unknown {
  return Buffer.isBuffer(value) ? [value.toString('base64url')] : value;
}

function toBytes(value: unknown): unknown {
  return Array.isArray(value) ? Buffer.from(value[0] as string, 'base64url') : value;
}

function isScalar(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 1 && typeof value[0] === 'string';
  return typeof value === 'string' || typeof value === 'number';
}
