import { matchPath } from 'react-router';
import type { components } from '../api/schema.js';
import { PAGES, type AdminPage } from '../page-list.js';
import type { Allowed } from '../session/use-permission.js';

export type SearchHit = components['schemas']['SearchHitResponse'];

const ADDRESSES: Readonly<Record<SearchHit['kind'], (id: string) => string>> = {
  client: (id) => `/clients/${encodeURIComponent(id)}`,
  user: (id) => `/users/${encodeURIComponent(id)}`,
  key: (id) => `/keys?kid=${encodeURIComponent(id)}`,
  error: (id) => `/references?reference=${id}`,
  event: (id) => `/audit/${id}`,
};

/** Where a hit is shown; undefined when this person has no page for it. */
export function destinationOf({ kind, id }: SearchHit, allowed: Allowed): string | undefined {
  const address = ADDRESSES[kind](id);
  const path = address.split('?')[0]!;
  const page = PAGES.find((each) => matchPath(each.path, path));
  return page && maySee(page, allowed) ? address : undefined;
}

export function maySee({ needs }: AdminPage, allowed: Allowed): boolean {
  return needs === 'member' || allowed(needs);
}
