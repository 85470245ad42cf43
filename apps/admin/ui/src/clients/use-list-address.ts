import { useLocation, useSearchParams } from 'react-router';

interface ListAddress {
  readonly search: string;
  readonly cursor: string;
  readonly hasPrevious: boolean;
  searchFor(search: string): void;
  next(cursor: string): void;
  previous(): void;
}

/**
 * What a list shows, kept in the address: reload, back and a shared link give the same page. Keyset cursors lead only
 * forward, so the way back is remembered with the history entry.
 */
export function useListAddress(): ListAddress {
  const [parameters, setParameters] = useSearchParams();
  const state = useLocation().state as { before?: string[] } | null;
  const search = parameters.get('search') ?? '';
  const cursor = parameters.get('cursor') ?? '';
  const before = state?.before ?? [];
  const show = (to: { search: string; cursor: string }, trail: string[], replace = false): void => {
    const filled = Object.entries(to).filter(([, value]) => value !== '');
    setParameters(Object.fromEntries(filled), { state: { before: trail }, replace });
  };
  return {
    search,
    cursor,
    hasPrevious: cursor !== '',
    searchFor: (text) => show({ search: text, cursor: '' }, [], true),
    next: (following) => show({ search, cursor: following }, [...before, cursor]),
    previous: () => show({ search, cursor: before.at(-1) ?? '' }, before.slice(0, -1)),
  };
}
