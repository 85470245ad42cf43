import type { AdminPage } from '../page-list.js';

/** The parts of the navigation, in its order. Those without a heading hold one page. */
export const GROUPS = ['overview', 'applications', 'people', 'operations', 'settings'] as const;

export type NavigationGroup = (typeof GROUPS)[number];

interface Place {
  readonly group: NavigationGroup;
  /** After `g` it leads there. */
  readonly letter: string;
  /** Another list that is reached through this one. */
  readonly also?: string;
}

const PLACES: Readonly<Record<string, Place>> = {
  '/': { group: 'overview', letter: 'o' },
  '/usage': { group: 'overview', letter: 'n' },
  '/clients': { group: 'applications', letter: 'c' },
  '/scopes': { group: 'applications', letter: 's', also: '/resources' },
  '/checks': { group: 'applications', letter: 'h' },
  '/users': { group: 'people', letter: 'u' },
  '/grants': { group: 'people', letter: 'g' },
  '/members': { group: 'people', letter: 'm' },
  '/keys': { group: 'operations', letter: 'k' },
  '/audit': { group: 'operations', letter: 'a' },
  '/references': { group: 'operations', letter: 'r' },
  '/playground': { group: 'operations', letter: 'p' },
  '/token-preview': { group: 'operations', letter: 't' },
  '/settings': { group: 'settings', letter: 'e' },
  '/account': { group: 'settings', letter: 'y' },
};

/** Where a page stands in the navigation: as it says itself, or by its address. */
export function groupOf({ path, link }: AdminPage): NavigationGroup {
  return link?.group ?? PLACES[path]?.group ?? 'operations';
}

/** Whether an address belongs to the entry of the navigation that leads to `path`. */
export function leadsTo(path: string, pathname: string): boolean {
  if (path === '/') return pathname === '/';
  const lists = [path, PLACES[path]?.also].filter((list) => list !== undefined);
  return lists.some((list) => pathname === list || pathname.startsWith(`${list}/`));
}

/** The letter that leads to a page after `g`; undefined when it has none. */
export function letterOf(path: string): string | undefined {
  return PLACES[path]?.letter;
}
