import { spaced } from '../primitives/spaced.js';
import type { Language } from './page-context.js';

/** "2 minutes" */
export function minutes(seconds: number, language: Language): string {
  const format = new Intl.NumberFormat(language, { style: 'unit', unit: 'minute', unitDisplay: 'long' });
  return spaced(format.format(Math.ceil(seconds / 60)));
}

/** "2 minutes ago" */
export function ago(seconds: number, language: Language): string {
  const format = new Intl.RelativeTimeFormat(language);
  return spaced(
    seconds < 60 ? format.format(-seconds, 'second') : format.format(-Math.floor(seconds / 60), 'minute'),
  );
}

const UNITS = [
  ['day', 86400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** "30 days", "12 hours": in the largest unit that says it exactly, or in minutes. */
export function inWords(seconds: number, language: Language): string {
  const [unit, length] = UNITS.find(([, length]) => seconds % length === 0) ?? UNITS[2];
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' });
  return spaced(format.format(Math.ceil(seconds / length)));
}
