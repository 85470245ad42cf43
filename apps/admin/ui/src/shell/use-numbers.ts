import { useTranslation } from 'react-i18next';

/** Writes numbers as the language of the page does. */
export function useNumbers(): (value: number) => string {
  const { i18n } = useTranslation();
  return (value) => new Intl.NumberFormat(i18n.language).format(value);
}
