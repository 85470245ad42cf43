import type { Secret } from '../api/types.js';

export type SecretState = 'active' | 'disabled' | 'expired';

/** @param now milliseconds since the epoch */
export function secretState(
  { disabledAt, expiresAt }: Pick<Secret, 'disabledAt' | 'expiresAt'>,
  now: number,
): SecretState {
  if (disabledAt !== null) return 'disabled';
  return expiresAt !== null && Date.parse(expiresAt) <= now ? 'expired' : 'active';
}

/**
 * The end of a chosen day in the reader's time zone, as the API wants it.
 *
 * @param day from a date input, `YYYY-MM-DD`
 */
export function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString();
}
