import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './data-table.module.css';

export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** The cell that names the row. */
  readonly rowHeader?: boolean;
  /** Left out on narrow screens. */
  readonly wide?: boolean;
  /** Aligned to the end: for buttons. */
  readonly end?: boolean;
}

interface DataTableProps<Row> {
  /** Names the table for readers who cannot see it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  /** Undefined while they are being loaded. */
  readonly rows: readonly Row[] | undefined;
  readonly rowKey: (row: Row) => string;
}

const SKELETON_ROWS = [0, 1, 2, 3, 4];

/** A list on a native table: row headers, a name, room to scroll sideways with the keyboard. */
export function DataTable<Row>({ caption, columns, rows, rowKey }: DataTableProps<Row>): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={classes.frame} role="region" aria-label={t('table.scrollable', { caption })} tabIndex={0}>
      <table className={classes.table} aria-busy={!rows}>
        <caption className={classes.caption}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={classOf(column)}>
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows?.map((row) => (
            <tr key={rowKey(row)}>
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

function classOf({ wide, end }: { wide?: boolean; end?: boolean }): string | undefined {
  return [wide && classes.wide, end && classes.end].filter(Boolean).join(' ') || undefined;
}
