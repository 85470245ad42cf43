import type { DataSource } from 'typeorm';
import { columnList, setClause, whereClause } from './clauses.js';
import type { Changes, Swap, Where } from './conditions.js';
import { columnOf, hydrate, quote, tableOf, type EntityClass, type Table } from './table.js';

export interface StatementResult {
  readonly rows: readonly Record<string, unknown>[];
  /** Rows matched by an INSERT, UPDATE or DELETE. */
  readonly affected: number;
  /** What the statement gave to LAST_INSERT_ID; 0 if nothing, and on SQLite, which answers with rows instead. */
  readonly lastInsertId: number;
}

/** Which rows come first, and how many at most. */
export interface Order<T> {
  readonly orderBy?: keyof T & string;
  readonly descending?: boolean;
  readonly limit?: number;
}

export type Execute = (sql: string, parameters: unknown[]) => Promise<StatementResult>;

/**
 * Single statements over entities: the token path's way to the database. Every method is exactly one statement, so
 * each is atomic on every database, and an UPDATE or DELETE with its `where` is the only gate for a one-time value.
 */
export class Rows {
  constructor(
    protected readonly dataSource: DataSource,
    private readonly execute: Execute,
  ) {}

  async insert<T extends object>(entity: EntityClass<T>, row: { [K in keyof T]?: T[K] }): Promise<void> {
    await this.insertMany(entity, [row]);
  }

  async insertMany<T extends object>(
    entity: EntityClass<T>,
    rows: readonly { [K in keyof T]?: T[K] }[],
  ): Promise<void> {
    const { sql, parameters } = this.insertion(entity, rows);
    await this.execute(sql, parameters);
  }

  /** Inserts, or replaces the other columns of the row that has the same primary key. */
  async upsert<T extends object>(entity: EntityClass<T>, rows: readonly T[]): Promise<void> {
    const { sql, parameters, table } = this.insertion(entity, rows);
    const others = table.columns
      .map((column) => quote(column.name))
      .filter((name) => !table.key.includes(name));
    const clause =
      this.dataSource.options.type === 'better-sqlite3'
        ? `ON CONFLICT (${table.key.join(', ')}) DO UPDATE SET ${others.map((c) => `${c} = excluded.${c}`).join(', ')}`
        : `ON DUPLICATE KEY UPDATE ${others.map((c) => `${c} = VALUES(${c})`).join(', ')}`;
    await this.execute(`${sql} ${clause}`, parameters);
  }

  /** Inserts, or adds the number in `column` to that of the row that has the same primary key. */
  async addUp<T extends object>(
    entity: EntityClass<T>,
    rows: readonly T[],
    column: keyof T & string,
  ): Promise<void> {
    const { sql, parameters, table } = this.insertion(entity, rows);
    const name = quote(columnOf(table, column).name);
    const clause =
      this.dataSource.options.type === 'better-sqlite3'
        ? `ON CONFLICT (${table.key.join(', ')}) DO UPDATE SET ${name} = ${name} + excluded.${name}`
        : `ON DUPLICATE KEY UPDATE ${name} = ${name} + VALUES(${name})`;
    await this.execute(`${sql} ${clause}`, parameters);
  }

  /**
   * Adds one to a counter, or begins it anew once its window is over. One statement, so that every caller gets a
   * number of its own.
   *
   * @param first the row of a new counter: 1, and when its window ends
   * @param counter.count property that counts
   * @param counter.endsAt property with the end of the window, in milliseconds since the epoch
   * @param counter.latest a window that ends later was begun by a clock that has been set back since: it is over
   * @param counter.most it stops counting there
   * @returns the count, this call included
   */
  async countUp<T extends object>(
    entity: EntityClass<T>,
    first: T,
    counter: {
      count: keyof T & string;
      endsAt: keyof T & string;
      now: number;
      latest: number;
      most: number;
    },
  ): Promise<number> {
    const { sql, parameters, table } = this.insertion(entity, [first]);
    const count = quote(columnOf(table, counter.count).name);
    const endsAt = quote(columnOf(table, counter.endsAt).name);
    const isSqlite = this.dataSource.options.type === 'better-sqlite3';
    const newEnd = isSqlite ? `excluded.${endsAt}` : `VALUES(${endsAt})`;
    const runs = `${endsAt} > ? AND ${endsAt} <= ?`;
    const next = `CASE WHEN ${runs} THEN CASE WHEN ${count} < ? THEN ${count} + 1 ELSE ${count} END ELSE 1 END`;
    const end = `CASE WHEN ${runs} THEN ${endsAt} ELSE ${newEnd} END`;
    const { now, latest, most } = counter;
    parameters.push(now, latest, most, now, latest);
    if (isSqlite) {
      const clause = `ON CONFLICT (${table.key}) DO UPDATE SET ${count} = ${next}, ${endsAt} = ${end}`;
      const { rows } = await this.execute(`${sql} ${clause} RETURNING ${count} AS n`, parameters);
      return Number(rows[0]!['n']);
    }
    // Assignments run from left to right, so the count is judged by the window as it was. MySQL has no RETURNING;
    // LAST_INSERT_ID carries the number in the answer to this very statement.
    const clause = `ON DUPLICATE KEY UPDATE ${count} = LAST_INSERT_ID(${next}), ${endsAt} = ${end}`;
    return (await this.execute(`${sql} ${clause}`, parameters)).lastInsertId || 1;
  }

  async find<T extends object>(entity: EntityClass<T>, where: Where<T>): Promise<T | null> {
    const [row] = await this.findMany(entity, where, { limit: 1 });
    return row ?? null;
  }

  async findMany<T extends object>(
    entity: EntityClass<T>,
    where: Where<T>,
    { orderBy, descending = false, limit }: Order<T> = {},
  ): Promise<T[]> {
    const table = this.table(entity);
    const parameters: unknown[] = [];
    let sql = `SELECT ${columnList(table)} FROM ${quote(table.name)}${whereClause(table, where, parameters)}`;
    if (orderBy) sql += ` ORDER BY ${quote(table.byProperty.get(orderBy)!.name)}${descending ? ' DESC' : ''}`;
    if (limit !== undefined) sql += ` LIMIT ${Math.trunc(limit)}`;
    const { rows } = await this.execute(sql, parameters);
    return rows.map((row) => hydrate(entity, table, row, ''));
  }

  /** One row of `left` and the row of `right` whose `id` the property `reference` of `left` holds, in one read. */
  async findWith<L extends object, R extends { id: Buffer }>(
    left: EntityClass<L>,
    where: Where<L>,
    right: EntityClass<R>,
    reference: keyof L & string,
  ): Promise<[L, R | null] | null> {
    const [pair] = await this.findManyWith(left, where, right, reference);
    return pair ?? null;
  }

  protected async findManyWith<L extends object, R extends { id: Buffer }>(
    left: EntityClass<L>,
    where: Where<L>,
    right: EntityClass<R>,
    reference: keyof L & string,
  ): Promise<[L, R | null][]> {
    const l = this.table(left);
    const r = this.table(right);
    const parameters: unknown[] = [];
    const sql =
      `SELECT ${columnList(l, 'l')}, ${columnList(r, 'r')} FROM ${quote(l.name)} l ` +
      `LEFT JOIN ${quote(r.name)} r ON r.${quote('id')} = l.${quote(l.byProperty.get(reference)!.name)}` +
      whereClause(l, where, parameters, 'l.');
    const { rows } = await this.execute(sql, parameters);
    return rows.map((row) => [
      hydrate(left, l, row, 'l_'),
      row['r_id'] === null ? null : hydrate(right, r, row, 'r_'),
    ]);
  }

  /**
   * @returns how many rows the condition matched. For a one-time value: 1 for exactly one caller, 0 for every other.
   */
  async update<T extends object>(
    entity: EntityClass<T>,
    where: Where<T>,
    changes: Changes<T>,
  ): Promise<number> {
    const table = this.table(entity);
    const parameters: unknown[] = [];
    const set = setClause(table, changes, parameters);
    const sql = `UPDATE ${quote(table.name)}${set}${whereClause(table, where, parameters)}`;
    return (await this.execute(sql, parameters)).affected;
  }

  /** @returns whether the value was still there: true for exactly one caller */
  async swap<T extends object>(
    entity: EntityClass<T>,
    { key, property, from, changes }: Swap<T>,
  ): Promise<boolean> {
    const { keyProperty } = this.table(entity);
    return (await this.update(entity, { [keyProperty!]: key, [property]: from } as Where<T>, changes)) === 1;
  }

  /**
   * Several swaps in one statement, on MySQL and MariaDB. The rows wanted come first in the join, so that no other row
   * is locked.
   *
   * @param swaps of different rows, all of the same columns
   * @returns how many were made
   */
  protected async swapMany(entity: EntityClass<object>, swaps: readonly Swap[]): Promise<number> {
    const table = this.table(entity);
    const [{ property, changes }] = swaps as readonly [Swap];
    const columns = Object.keys(changes).map((name) => columnOf(table, name));
    const decides = columnOf(table, property);
    const [key] = table.key;
    const parameters: unknown[] = [];
    for (const swap of swaps) {
      parameters.push(swap.key, decides.to(swap.from));
      for (const column of columns) parameters.push(column.to(swap.changes[column.property]));
    }
    const names = ['k', 'was', ...columns.map((_, i) => `c${i}`)];
    const first = `SELECT ${names.map((name) => `? AS ${name}`).join(', ')}`;
    const others = ` UNION ALL SELECT ${names.map(() => '?').join(', ')}`.repeat(swaps.length - 1);
    const sql =
      `UPDATE (${first}${others}) v STRAIGHT_JOIN ${quote(table.name)} t ON t.${key} = v.k ` +
      `SET ${columns.map(({ name }, i) => `t.${quote(name)} = v.c${i}`).join(', ')} ` +
      `WHERE t.${quote(decides.name)} = v.was`;
    return (await this.execute(sql, parameters)).affected;
  }

  /**
   * Updates at most `limit` rows, in the order of one column. What is changed must no longer match `where`.
   *
   * @returns how many rows were updated
   */
  async updateSome<T extends object>(
    entity: EntityClass<T>,
    where: Where<T>,
    changes: Changes<T>,
    orderBy: keyof T & string,
    limit: number,
  ): Promise<number> {
    const table = this.table(entity);
    const parameters: unknown[] = [];
    const set = setClause(table, changes, parameters);
    const some = this.someRows(entity, where, orderBy, limit, parameters);
    return (await this.execute(`UPDATE ${quote(table.name)}${set}${some}`, parameters)).affected;
  }

  async delete<T extends object>(entity: EntityClass<T>, where: Where<T>): Promise<number> {
    const table = this.table(entity);
    const parameters: unknown[] = [];
    const sql = `DELETE FROM ${quote(table.name)}${whereClause(table, where, parameters)}`;
    return (await this.execute(sql, parameters)).affected;
  }

  /**
   * Deletes at most `limit` rows, in the order of one column, so that a large clean-up never holds locks for long.
   *
   * @returns rows deleted
   */
  async deleteSome<T extends object>(
    entity: EntityClass<T>,
    where: Where<T>,
    orderBy: keyof T & string,
    limit: number,
  ): Promise<number> {
    const parameters: unknown[] = [];
    const some = this.someRows(entity, where, orderBy, limit, parameters);
    const sql = `DELETE FROM ${quote(this.table(entity).name)}${some}`;
    return (await this.execute(sql, parameters)).affected;
  }

  /** The end of an UPDATE or DELETE of the first rows that match. */
  private someRows<T extends object>(
    entity: EntityClass<T>,
    where: Where<T>,
    orderBy: keyof T & string,
    limit: number,
    parameters: unknown[],
  ): string {
    const table = this.table(entity);
    const order = ` ORDER BY ${quote(columnOf(table, orderBy).name)} LIMIT ${Math.trunc(limit)}`;
    const some = `${whereClause(table, where, parameters)}${order}`;
    if (this.dataSource.options.type !== 'better-sqlite3') return some;
    // SQLite is built without UPDATE … LIMIT and DELETE … LIMIT; MySQL does not allow a LIMIT inside IN.
    return ` WHERE (${table.key}) IN (SELECT ${table.key} FROM ${quote(table.name)}${some})`;
  }

  private insertion<T extends object>(entity: EntityClass<T>, rows: readonly { [K in keyof T]?: T[K] }[]) {
    const table = this.table(entity);
    const parameters: unknown[] = [];
    for (const row of rows) {
      for (const column of table.columns) {
        parameters.push(column.to((row as Record<string, unknown>)[column.property] ?? null));
      }
    }
    const names = columnList(table);
    const places = `(${table.columns.map(() => '?').join(', ')})`;
    const sql = `INSERT INTO ${quote(table.name)} (${names}) VALUES ${rows.map(() => places).join(', ')}`;
    return { sql, parameters, table };
  }

  protected table(entity: EntityClass<object>): Table {
    return tableOf(this.dataSource.getMetadata(entity));
  }
}
