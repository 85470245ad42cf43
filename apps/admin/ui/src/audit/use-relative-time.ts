import { spaced } from '@portcullis/oauth/browser';
import { useTranslation } from 'react-i18next';

const STEPS = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
] as const;

/** How long ago, in the words of the page's language. */
export function useRelativeTime(): (iso: string) => string {
  const { i18n } = useTranslation();
  const format = new Intl.RelativeTimeFormat(i18n.language, { numeric: 'auto' });
  return (iso) => {
    let distance = (Date.parse(iso) - Date.now()) / 1000;
    for (const [unit, size] of STEPS) {
      if (Math.abs(distance) < size) return spaced(format.format(Math.round(distance), unit));
      distance /= size;
    }
    return spaced(format.format(Math.round(distance), 'year'));
  };
}
