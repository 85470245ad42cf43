import type { Language } from './page-context.js';

/**
 * "5 November 2024", the day in UTC
 *
 * @param at ISO 8601
 */
export function dayInWords(at: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(at));
}

/** A day as people write it, and as machines read it. */
export interface DayView {
  /** For the `datetime` of a `time` element. */
  readonly iso: string;
  /** `28 November 2026` */
  readonly text: string;
}

/** @param at as ISO 8601; the day is that of UTC */
export function toDay(at: string, language: Language): DayView {
  const moment = new Date(at);
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'long',
    timeZone: 'UTC',
  });
  return { iso: moment.toISOString().slice(0, 10), text: format.format(moment) };
}
