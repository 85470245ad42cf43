import type { PageRequest } from '../lists/page.request.js';

interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
  readonly total: number;
  readonly more: false;
}

/**
 * A page of a list that is short enough to be read whole. The cursor names the last entry that was shown, so that
 * nothing is shown twice while entries come and go.
 *
 * @param keyOf tells entries apart
 */
export function pageOf<T>(
  all: readonly T[],
  keyOf: (entry: T) => string,
  { cursor, limit }: Pick<PageRequest, 'cursor' | 'limit'>,
): Page<T> {
  const last = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
  const start = all.findIndex((entry) => keyOf(entry) === last) + 1;
  const items = all.slice(start, start + limit);
  const hasMore = start + limit < all.length;
  return {
    items,
    next: hasMore ? Buffer.from(keyOf(items.at(-1)!)).toString('base64url') : null,
    total: all.length,
    more: false,
  };
}
