import { Comparison, Increment, type Changes, type Where } from './conditions.js';
import { columnOf, quote, type Table } from './table.js';

export function columnList(table: Table, alias = ''): string {
  let list = table.columnLists.get(alias);
  if (list === undefined) {
    list = table.columns
      .map(({ name }) => (alias ? `${alias}.${quote(name)} AS ${alias}_${name}` : quote(name)))
      .join(', ');
    table.columnLists.set(alias, list);
  }
  return list;
}

export function setClause<T>(table: Table, changes: Changes<T>, parameters: unknown[]): string {
  const assignments = Object.entries(changes).map(([property, value]) => {
    const column = columnOf(table, property);
    const name = quote(column.name);
    if (value instanceof Increment) {
      parameters.push(value.by);
      return `${name} = ${name} + ?`;
    }
    parameters.push(column.to(value));
    return `${name} = ?`;
  });
  return ` SET ${assignments.join(', ')}`;
}

export function whereClause<T>(table: Table, where: Where<T>, parameters: unknown[], alias = ''): string {
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
