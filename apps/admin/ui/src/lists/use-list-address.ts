import { useLocation, useSearchParams } from 'react-router';

/** What a list shows: everything in its address. */
export interface ListQuery {
  readonly search: string;
  /** Name of a sortable column, with `-` in front when it descends; empty: the list's own order. */
  readonly sort: string;
  /** Chosen values by facet. */
  readonly facets: Readonly<Record<string, readonly string[]>>;
}

export interface ListAddress extends ListQuery {
  readonly cursor: string;
  readonly hasPrevious: boolean;
  /** Changes part of what is shown, from the first page on. */
  show(changes: Partial<ListQuery>): void;
  next(cursor: string): void;
  previous(): void;
}

/**
 * What a list shows, kept in the address: reload, back and a shared link give the same page. Keyset cursors lead only
 * forward, so the way back is remembered with the history entry.
 *
 * @param facetNames the parameters that are facets of this list
 */
export function useListAddress(facetNames: readonly string[] = []): ListAddress {
  const [parameters, setParameters] = useSearchParams();
  const state = useLocation().state as { before?: string[] } | null;
  const before = state?.before ?? [];
  const cursor = parameters.get('cursor') ?? '';
  const query: ListQuery = {
    search: parameters.get('search') ?? '',
    sort: parameters.get('sort') ?? '',
    facets: Object.fromEntries(facetNames.map((name) => [name, parameters.getAll(name)])),
  };

  const go = (to: ListQuery, at: string, trail: string[], replace = false): void => {
    // Parameters that belong to something else on the page stay.
    const next = new URLSearchParams(parameters);
    for (const name of ['search', 'sort', 'cursor', ...facetNames]) next.delete(name);
    if (to.search) next.set('search', to.search);
    if (to.sort) next.set('sort', to.sort);
    for (const name of facetNames) for (const value of to.facets[name] ?? []) next.append(name, value);
    if (at) next.set('cursor', at);
    // At once: a box stays as it was clicked, also while the list behind it is still being drawn.
    setParameters(next, { state: { before: trail }, replace, flushSync: true });
  };

  return {
    ...query,
    cursor,
    hasPrevious: cursor !== '',
    // A search replaces the entry: each letter would be a step back otherwise.
    show: (changes) => go({ ...query, ...changes }, '', [], 'search' in changes),
    next: (following) => go(query, following, [...before, cursor]),
    previous: () => go(query, before.at(-1) ?? '', before.slice(0, -1)),
  };
}
