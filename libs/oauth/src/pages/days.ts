import { spaced } from '../primitives/spaced.js';
import type { Language } from './page-context.js';

/** To make one takes longer than the rest of a page. */
const FORMATS = new Map<Language, Intl.DateTimeFormat>();

/**
 * "November 5, 2024", the day in UTC
 *
 * @param at ISO 8601
 */
export function dayInWords(at: string, language: Language): string {
  return spaced(formatOf(language).format(new Date(at)));
}

function formatOf(language: Language): Intl.DateTimeFormat {
  const known = FORMATS.get(language);
  if (known) return known;
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  FORMATS.set(language, format);
  return format;
}
