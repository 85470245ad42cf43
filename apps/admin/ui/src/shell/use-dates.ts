import { spaced } from '@portcullis/oauth/browser';
import { useTranslation } from 'react-i18next';

export interface Dates {
  /** Day only. */
  date(iso: string): string;
  /** Day and time, in the reader's time zone. */
  dateTime(iso: string): string;
  /** Day and time to the second, in the reader's time zone. */
  exact(iso: string): string;
  /** The time alone on the same day, with the day otherwise. */
  moment(iso: string): string;
}

/** Dates as the language of the page writes them. */
export function useDates(): Dates {
  const { i18n } = useTranslation();
  const format = (options: Intl.DateTimeFormatOptions) => (iso: string) =>
    spaced(new Intl.DateTimeFormat(i18n.language, options).format(new Date(iso)));
  const dateTime = format({ dateStyle: 'medium', timeStyle: 'short' });
  const time = format({ timeStyle: 'short' });
  const isToday = (iso: string): boolean => new Date(iso).toDateString() === new Date().toDateString();
  return {
    date: format({ dateStyle: 'medium' }),
    dateTime,
    exact: format({ dateStyle: 'medium', timeStyle: 'medium' }),
    moment: (iso) => (isToday(iso) ? time(iso) : dateTime(iso)),
  };
}
