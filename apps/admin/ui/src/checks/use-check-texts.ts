import { spaced } from '@portcullis/oauth/browser';
import { useTranslation } from 'react-i18next';
import { useDates } from '../shell/use-dates.js';
import type { Check } from './types.js';

export interface CheckTexts {
  readonly title: string;
  readonly reason: string;
  readonly effect: string;
  /** What its fix does; only of use where there is one. */
  readonly fix: string;
  /** Names the issue and what it is about, for buttons. */
  readonly label: string;
}

const LONG_UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** The sentences about a finding, with what its rule has seen. */
export function useCheckTexts(): (check: Check) => CheckTexts {
  const { t, i18n } = useTranslation();
  const dates = useDates();

  const duration = (seconds: number): string => {
    const [unit, size] = LONG_UNITS.find(([, length]) => seconds % length === 0 && seconds >= length)!;
    const format = new Intl.NumberFormat(i18n.language, { style: 'unit', unit, unitDisplay: 'long' });
    return spaced(format.format(seconds / size));
  };
  const languages = new Intl.DisplayNames(i18n.language, { type: 'language' });

  const written = (name: string, value: unknown): string => {
    if (name === 'languages') return joined((value as string[]).map((tag) => languages.of(tag) ?? tag));
    if (Array.isArray(value)) return joined(value as string[]);
    if (name === 'seconds' || name === 'most') return duration(value as number);
    if (name === 'expiresAt' || name === 'since') return dates.date(value as string);
    return String(value);
  };
  const joined = (values: readonly string[]): string =>
    new Intl.ListFormat(i18n.language, { type: 'unit', style: 'short' }).format(values);

  return ({ rule, details, objectName }) => {
    const values = Object.fromEntries(
      Object.entries(details).map(([name, value]) => [name, written(name, value)]),
    );
    // Which values a text takes depends on the rule, and the rule saw to them.
    const say = t as unknown as (key: `rules.${Check['rule']}.${string}`, values: object) => string;
    const title = t(`rules.${rule}.title`);
    return {
      title,
      reason: say(`rules.${rule}.reason`, values),
      effect: say(`rules.${rule}.effect`, values),
      fix: say(`rules.${rule}.fix`, values),
      label: `${title} – ${objectName}`,
    };
  };
}
