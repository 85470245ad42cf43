import { randomUUID } from 'node:crypto';

/**
 * An id as the server makes them, ordered by time.
 *
 * @param at milliseconds since the epoch
 */
export function idAt(at: number): string {
  const hex = at.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${randomUUID().slice(15)}`;
}
