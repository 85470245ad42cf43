import type { EntityMetadata } from 'typeorm';

export type EntityClass<T> = new () => T;

interface Column {
  readonly property: string;
  readonly name: string;
  to(value: unknown): unknown;
  from(value: unknown): unknown;
}

/** What a statement must know of an entity. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly byProperty: ReadonlyMap<string, Column>;
  /** What stands after SELECT, by alias; written once. */
  readonly columnLists: Map<string, string>;
  /** Names of the columns of its primary key, quoted. */
  readonly key: readonly string[];
  /** The property of a primary key of one column. */
  readonly keyProperty: string | undefined;
}

const tables = new WeakMap<EntityMetadata, Table>();

export function tableOf(metadata: EntityMetadata): Table {
  let table = tables.get(metadata);
  if (!table) tables.set(metadata, (table = describe(metadata)));
  return table;
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
  const key = metadata.primaryColumns.map((column) => quote(column.databaseName));
  const keyProperty = key.length === 1 ? metadata.primaryColumns[0]!.propertyName : undefined;
  return { name: metadata.tableName, columns, byProperty, columnLists: new Map(), key, keyProperty };
}

export function columnOf(table: Table, property: string): Column {
  const column = table.byProperty.get(property);
  if (!column) throw new TypeError(`${table.name} has no property ${property}`);
  return column;
}

/** Backticks are understood by all three dialects. */
export function quote(name: string): string {
  return `\`${name}\``;
}

export function hydrate<T extends object>(
  entity: EntityClass<T>,
  table: Table,
  row: Record<string, unknown>,
  prefix: string,
): T {
  const value = new entity() as Record<string, unknown>;
  for (const column of table.columns) value[column.property] = column.from(row[prefix + column.name]);
  return value as T;
}
