import { useTranslation } from 'react-i18next';

export interface Dates {
  /** Day only. */
  date(iso: string): string;
  /** Day and time, in the reader's time zone. */
  dateTime(iso: string): string;
}

/** Dates as the language of the page writes them. */
export function useDates(): Dates {
  const { i18n } = useTranslation();
  const format = (options: Intl.DateTimeFormatOptions) => (iso: string) =>
    new Intl.DateTimeFormat(i18n.language, options).format(new Date(iso));
  return {
    date: format({ dateStyle: 'medium' }),
    dateTime: format({ dateStyle: 'medium', timeStyle: 'short' }),
  };
}
