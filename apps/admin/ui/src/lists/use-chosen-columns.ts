import { useLocalStorage } from '@mantine/hooks';
import type { Column } from './data-table.js';

export interface ChosenColumns<Row> {
  readonly shown: readonly Column<Row>[];
  readonly choices: readonly { readonly key: string; readonly header: string; readonly isShown: boolean }[];
  readonly toggle: (key: string) => void;
}

/** Which columns of a list somebody wants to see, remembered in this browser. The one that names the row stays. */
export function useChosenColumns<Row>(name: string, columns: readonly Column<Row>[]): ChosenColumns<Row> {
  const [chosen, setChosen] = useLocalStorage<Record<string, boolean>>({
    key: `portcullis-admin-columns-${name}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  const isShown = ({ key, optional, rowHeader }: Column<Row>): boolean =>
    rowHeader === true || (chosen[key] ?? optional !== true);
  return {
    shown: columns.filter(isShown),
    choices: columns
      .filter(({ rowHeader, end }) => !rowHeader && !end)
      .map((column) => ({ key: column.key, header: column.header, isShown: isShown(column) })),
    toggle: (key) =>
      setChosen((before) => ({ ...before, [key]: !isShown(columns.find((column) => column.key === key)!) })),
  };
}
