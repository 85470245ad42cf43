import type { Secret } from '../api/types.js';

export type SecretState = 'active' | 'disabled' | 'expired';

const DAY = 86_400_000;
/** Days before its end at which a secret is spoken of, each time more urgently. */
const WARNINGS = [1, 7, 30] as const;

export type ExpiryWarning = (typeof WARNINGS)[number];

/** @param now milliseconds since the epoch */
export function secretState(
  { disabledAt, expiresAt }: Pick<Secret, 'disabledAt' | 'expiresAt'>,
  now: number,
): SecretState {
  if (disabledAt !== null) return 'disabled';
  return expiresAt !== null && Date.parse(expiresAt) <= now ? 'expired' : 'active';
}

/**
 * Within how many days something ends, of those that deserve a warning; undefined when there is time.
 *
 * @param now milliseconds since the epoch
 */
export function expiryWarning(expiresAt: string | null, now: number): ExpiryWarning | undefined {
  if (expiresAt === null) return undefined;
  const left = Date.parse(expiresAt) - now;
  return left <= 0 ? undefined : WARNINGS.find((days) => left <= days * DAY);
}

/**
 * The end of a chosen day in the reader's time zone, as the API wants it.
 *
 * @param day from a date input, `YYYY-MM-DD`
 */
export function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString();
}
