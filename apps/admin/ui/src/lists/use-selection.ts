import { useEffect, useState } from 'react';

export interface ListSelection {
  readonly keys: ReadonlySet<string>;
  /** Not only the rows of this page: everything that the list would show. */
  readonly allMatching: boolean;
  readonly toggle: (key: string) => void;
  readonly toggleAll: () => void;
  readonly selectMatching: () => void;
  readonly clear: () => void;
}

/**
 * @param scope what the list shows; when that changes, what was chosen is forgotten
 */
export function useSelection<Row>(
  rows: readonly Row[] | undefined,
  rowKey: (row: Row) => string,
  scope: string,
): ListSelection {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [allMatching, setAllMatching] = useState(false);
  const choose = (chosen: ReadonlySet<string>): void => {
    setKeys(chosen);
    setAllMatching(false);
  };
  useEffect(() => choose(new Set()), [scope]);
  const ofPage = (rows ?? []).map(rowKey);
  return {
    // What matches is chosen on every page.
    keys: allMatching ? new Set([...keys, ...ofPage]) : keys,
    allMatching,
    toggle: (key) =>
      choose(new Set(keys.has(key) ? [...keys].filter((other) => other !== key) : [...keys, key])),
    toggleAll: () => {
      const isWhole = ofPage.every((key) => keys.has(key));
      choose(new Set(isWhole ? [...keys].filter((key) => !ofPage.includes(key)) : [...keys, ...ofPage]));
    },
    selectMatching: () => setAllMatching(true),
    clear: () => choose(new Set()),
  };
}
