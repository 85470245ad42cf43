import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';

export interface Notify {
  done(message: string): void;
  failed(message: string): void;
}

/** Short messages at the edge of the page, announced to readers who cannot see them. */
export function useNotify(): Notify {
  const { t } = useTranslation();
  const show =
    (color: string) =>
    (message: string): void => {
      notifications.show({ color, message, closeButtonProps: { 'aria-label': t('app.close') } });
    };
  return { done: show('teal'), failed: show('red') };
}
