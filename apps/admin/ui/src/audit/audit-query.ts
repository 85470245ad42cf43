import type { Kind, Outcome } from './types.js';

/** Properties that hold one value each; a cell of the list narrows by them. */
export const EXACT = ['actor', 'subject', 'clientId', 'source'] as const;

export type Exact = (typeof EXACT)[number];

/** The parameters that say which events are meant: the same in the address and at the API. */
export const FILTERS = ['search', 'within', 'kind', 'outcome', 'event', ...EXACT] as const;

export const PERIODS = ['1h', '24h', '7d', '30d'] as const;

type Period = (typeof PERIODS)[number];

export interface AuditQuery {
  readonly search?: string;
  readonly within?: Period;
  readonly kind?: Kind[];
  readonly outcome?: Outcome[];
  readonly event?: string[];
  readonly actor?: string;
  readonly subject?: string;
  readonly clientId?: string;
  readonly source?: string;
}

/** What the API is asked, from an address. */
export function auditQueryOf(address: URLSearchParams): AuditQuery {
  const one = (name: string): string | undefined => address.get(name) || undefined;
  return {
    search: one('search'),
    within: one('within') as Period | undefined,
    kind: address.getAll('kind') as Kind[],
    outcome: address.getAll('outcome') as Outcome[],
    event: address.getAll('event'),
    ...Object.fromEntries(EXACT.map((name) => [name, one(name)])),
  };
}

/** Only the filters of an address: for a link that keeps them. Empty, or with its question mark. */
export function filtersOf(address: URLSearchParams): string {
  const filters = new URLSearchParams(
    [...address].filter(([name]) => FILTERS.some((known) => known === name)),
  );
  return filters.size > 0 ? `?${filters}` : '';
}
