import { spaced } from '../primitives/spaced.js';
import { dayInWords } from './days.js';
import type { Language } from './page-context.js';

/** A moment as a page shows it: in words of its language, and exactly, as a log has it. */
export interface Moment {
  readonly words: string;
  /** ISO 8601, UTC. */
  readonly iso: string;
  /** For whoever points at it: "2024-11-05 08:00:00 UTC". */
  readonly exact: string;
}

/**
 * The day, in UTC
 *
 * @param at ISO 8601, UTC
 */
export function day(at: string, language: Language): Moment {
  return { words: dayInWords(at, language), iso: at, exact: exactly(at) };
}

/**
 * Day and time, in UTC: the time zone of the reader is not known here
 *
 * @param at ISO 8601, UTC
 */
export function dayAndTime(at: string, language: Language): Moment {
  const time = new Intl.DateTimeFormat(language, {
    ...{ year: 'numeric', month: 'long', day: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC', timeZoneName: 'short' },
  });
  return { words: spaced(time.format(new Date(at))), iso: at, exact: exactly(at) };
}

function exactly(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
}
