import { Checkbox, Skeleton, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './data-table.module.css';

export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** The cell that names the row. */
  readonly rowHeader?: boolean;
  /** The name by which the API sorts by this column. */
  readonly sort?: string;
  /** Left out on narrow screens. */
  readonly wide?: boolean;
  /** Aligned to the end: for buttons. */
  readonly end?: boolean;
  /** Not shown until somebody chooses it. */
  readonly optional?: boolean;
}

/** Which rows are chosen, for something that is done to many. */
export interface Selection<Row> {
  readonly keys: ReadonlySet<string>;
  readonly toggle: (key: string) => void;
  readonly toggleAll: () => void;
  /** Names a row for its check box. */
  readonly nameOf: (row: Row) => string;
}

interface DataTableProps<Row> {
  /** Names the table for readers who cannot see it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  /** Undefined while they are being loaded. */
  readonly rows: readonly Row[] | undefined;
  readonly rowKey: (row: Row) => string;
  /** As in `ListQuery`. */
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
  readonly selection?: Selection<Row> | undefined;
}

const SKELETON_ROWS = [0, 1, 2, 3, 4];

/** A list on a native table: row headers, a name, sorting, room to scroll sideways with the keyboard. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  sort = '',
  onSort,
  selection,
}: DataTableProps<Row>): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={classes.frame} role="region" aria-label={t('table.scrollable', { caption })} tabIndex={0}>
      <table className={classes.table} aria-busy={!rows}>
        <caption className={classes.caption}>{caption}</caption>
        <thead>
          <tr>
            {selection && (
              <td className={classes.select}>
                <Checkbox
                  size="sm"
                  aria-label={t('table.selectPage')}
                  checked={Boolean(rows?.length) && rows!.every((row) => selection.keys.has(rowKey(row)))}
                  indeterminate={
                    Boolean(rows?.some((row) => selection.keys.has(rowKey(row)))) &&
                    !rows!.every((row) => selection.keys.has(rowKey(row)))
                  }
                  onChange={selection.toggleAll}
                />
              </td>
            )}
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={classOf(column)}
                aria-sort={directionOf(column, sort)}
              >
                {column.sort && onSort ? (
                  <UnstyledButton
                    className={classes.sorter}
                    onClick={() => onSort(sort === column.sort ? `-${column.sort}` : column.sort!)}
                  >
                    {column.header}
                    <span aria-hidden="true" className={classes.arrow}>
                      {sort === column.sort ? '▲' : sort === `-${column.sort}` ? '▼' : '↕'}
                    </span>
                  </UnstyledButton>
                ) : (
                  column.header
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows?.map((row) => (
            <tr key={rowKey(row)} data-selected={selection?.keys.has(rowKey(row)) || undefined}>
              {selection && (
                <td className={classes.select}>
                  <Checkbox
                    size="sm"
                    aria-label={t('table.selectRow', { name: selection.nameOf(row) })}
                    checked={selection.keys.has(rowKey(row))}
                    onChange={() => selection.toggle(rowKey(row))}
                  />
                </td>
              )}
              {columns.map((column) =>
                column.rowHeader ? (
                  <th key={column.key} scope="row" className={classOf(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} className={classOf(column)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          )) ??
            SKELETON_ROWS.map((row) => (
              <tr key={row}>
                {selection && <td />}
                {columns.map((column) => (
                  <td key={column.key} className={classOf(column)}>
                    <Skeleton height={14} my={4} />
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

function directionOf(
  { sort: name }: { sort?: string },
  sort: string,
): 'ascending' | 'descending' | undefined {
  if (!name) return undefined;
  if (sort === name) return 'ascending';
  return sort === `-${name}` ? 'descending' : undefined;
}

function classOf({ wide, end }: { wide?: boolean; end?: boolean }): string | undefined {
  return [wide && classes.wide, end && classes.end].filter(Boolean).join(' ') || undefined;
}
