import type { DataSource, EntityMetadata } from 'typeorm';
import { Comparison, Increment, type Changes, type Where } from './conditions.js';

export type EntityClass<T> = new () => T;

export interface StatementResult {
  readonly rows: readonly Record<string, unknown>[];
  /** Rows matched by an INSERT, UPDATE or DELETE. */
  readonly affected: number;
}

export type Execute = (sql: string, parameters: unknown[]) => Promise<StatementResult>;

interface Column {
  readonly property: string;
  readonly name: string;
  to(value: unknown): unknown;
  from(value: unknown): unknown;
}

interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly byProperty: ReadonlyMap<string, Column>;
}

const tables = new WeakMap<EntityMetadata, Table>();

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
    const keys = this.dataSource
      .getMetadata(entity)
      .primaryColumns.map((column) => quote(column.databaseName));
    const others = table.columns.map((column) => quote(column.name)).filter((name) => !keys.includes(name));
    const clause =
      this.dataSource.options.type === 'better-sqlite3'
        ? `ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${others.map((c) => `${c} = excluded.${c}`).join(', ')}`
        : `ON DUPLICATE KEY UPDATE ${others.map((c) => `${c} = VALUES(${c})`).join(', ')}`;
    await this.execute(`${sql} ${clause}`, parameters);
  }

  async find<T extends object>(entity: EntityClass<T>, where: Where<T>): Promise<T | null> {
    const [row] = await this.findMany(entity, where, { limit: 1 });
    return row ?? null;
  }

  async findMany<T extends object>(
    entity: EntityClass<T>,
    where: Where<T>,
    { orderBy, limit }: { orderBy?: keyof T & string; limit?: number } = {},
  ): Promise<T[]> {
    const table = this.table(entity);
    const parameters: unknown[] = [];
    let sql = `SELECT ${columnList(table)} FROM ${quote(table.name)}${whereClause(table, where, parameters)}`;
    if (orderBy) sql += ` ORDER BY ${quote(table.byProperty.get(orderBy)!.name)}`;
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
    const l = this.table(left);
    const r = this.table(right);
    const parameters: unknown[] = [];
    const sql =
      `SELECT ${columnList(l, 'l')}, ${columnList(r, 'r')} FROM ${quote(l.name)} l ` +
      `LEFT JOIN ${quote(r.name)} r ON r.${quote('id')} = l.${quote(l.byProperty.get(reference)!.name)}` +
      `${whereClause(l, where, parameters, 'l.')} LIMIT 1`;
    const row = (await this.execute(sql, parameters)).rows[0];
    if (!row) return null;
    return [hydrate(left, l, row, 'l_'), row['r_id'] === null ? null : hydrate(right, r, row, 'r_')];
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
    const set = Object.entries(changes).map(([property, value]) => {
      const column = columnOf(table, property);
      if (value instanceof Increment) {
        parameters.push(value.by);
        return `${quote(column.name)} = ${quote(column.name)} + ?`;
      }
      parameters.push(column.to(value));
      return `${quote(column.name)} = ?`;
    });
    const sql = `UPDATE ${quote(table.name)} SET ${set.join(', ')}${whereClause(table, where, parameters)}`;
    return (await this.execute(sql, parameters)).affected;
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
    const table = this.table(entity);
    const parameters: unknown[] = [];
    const condition = whereClause(table, where, parameters);
    const order = `ORDER BY ${quote(columnOf(table, orderBy).name)} LIMIT ${Math.trunc(limit)}`;
    const name = quote(table.name);
    const keys = this.dataSource
      .getMetadata(entity)
      .primaryColumns.map((column) => quote(column.databaseName));
    // SQLite is built without DELETE … LIMIT; MySQL does not allow a LIMIT inside IN.
    const sql =
      this.dataSource.options.type === 'better-sqlite3'
        ? `DELETE FROM ${name} WHERE (${keys}) IN (SELECT ${keys} FROM ${name}${condition} ${order})`
        : `DELETE FROM ${name}${condition} ${order}`;
    return (await this.execute(sql, parameters)).affected;
  }

  private insertion<T extends object>(entity: EntityClass<T>, rows: readonly { [K in keyof T]?: T[K] }[]) {
    const table = this.table(entity);
    const parameters: unknown[] = [];
    for (const row of rows) {
      for (const column of table.columns) {
        parameters.push(column.to((row as Record<string, unknown>)[column.property] ?? null));
      }
    }
    const names = table.columns.map((column) => quote(column.name)).join(', ');
    const places = `(${table.columns.map(() => '?').join(', ')})`;
    const sql = `INSERT INTO ${quote(table.name)} (${names}) VALUES ${rows.map(() => places).join(', ')}`;
    return { sql, parameters, table };
  }

  private table(entity: EntityClass<object>): Table {
    const metadata = this.dataSource.getMetadata(entity);
    let table = tables.get(metadata);
    if (!table) tables.set(metadata, (table = describe(metadata)));
    return table;
  }
}

function describe(metadata: EntityMetadata): Table {
  const columns = metadata.columns.map((column): Column => {
    const transformer = Array.isArray(column.transformer) ? column.transformer[0] : column.transformer;
    return {
      property: column.propertyName,
      name: column.databaseName,
      to: transformer ? (value) => transformer.to(value) : (value) => value,
      from: transformer ? (value) => transformer.from(value) : (value) => value,
    };
  });
  const byProperty = new Map(columns.map((column) => [column.property, column]));
  return { name: metadata.tableName, columns, byProperty };
}

/** Backticks are understood by all three dialects. */
function quote(name: string): string {
  return `\`${name}\``;
}

function columnList(table: Table, alias?: string): string {
  return table.columns
    .map(({ name }) => (alias ? `${alias}.${quote(name)} AS ${alias}_${name}` : quote(name)))
    .join(', ');
}

function columnOf(table: Table, property: string): Column {
  const column = table.byProperty.get(property);
  if (!column) throw new TypeError(`${table.name} has no property ${property}`);
  return column;
}

function whereClause<T>(table: Table, where: Where<T>, parameters: unknown[], alias = ''): string {
  const conditions = Object.entries(where).map(([property, value]) => {
    const column = columnOf(table, property);
    const name = `${alias}${quote(column.name)}`;
    // A forgotten value must never turn into "no condition".
    if (value === undefined) throw new TypeError(`${table.name}.${property}: the condition has no value`);
    if (value === null) return `${name} IS NULL`;
    if (value instanceof Comparison) {
      parameters.push(column.to(value.value));
      return `${name} ${value.operator} ?`;
    }
    if (Array.isArray(value)) {
      if (value.length === 0) return '1 = 0';
      parameters.push(...value.map((item) => column.to(item)));
      return `${name} IN (${value.map(() => '?').join(', ')})`;
    }
    parameters.push(column.to(value));
    return `${name} = ?`;
  });
  return conditions.length ? ` WHERE ${conditions.join(' AND ')}` : '';
}

function hydrate<T extends object>(
  entity: EntityClass<T>,
  table: Table,
  row: Record<string, unknown>,
  prefix: string,
): T {
  const value = new entity() as Record<string, unknown>;
  for (const column of table.columns) value[column.property] = column.from(row[prefix + column.name]);
  return value as T;
}
