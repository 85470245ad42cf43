import { spaced } from '@portcullis/oauth/browser';
import { useTranslation } from 'react-i18next';

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

export interface Spans {
  /** A duration in the largest unit that leaves no rest, as the language of the page writes it. */
  seconds(count: number): string;
}

export function useSpans(): Spans {
  const { i18n } = useTranslation();
  return {
    seconds: (count) => {
      const [unit, size] = UNITS.find(([, each]) => count >= each && count % each === 0) ?? UNITS[3];
      const format = new Intl.NumberFormat(i18n.language, { style: 'unit', unit, unitDisplay: 'long' });
      return spaced(format.format(count / size));
    },
  };
}
