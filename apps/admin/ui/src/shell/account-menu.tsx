import { ActionIcon, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { adminApi } from '../api/admin-api.js';
import { useSession } from '../session/session-context.js';
import { Icon } from './icon.js';
import { useNotify } from './use-notify.js';

export function AccountMenu(): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const { name } = useSession();
  const signOut = async (): Promise<void> => {
    try {
      const { location } = await adminApi.signOut();
      // A fresh page: nothing of the session stays in memory.
      window.location.assign(location ?? '/signed-out');
    } catch {
      notify.failed(t('app.signOutFailed'));
    }
  };
  return (
    <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon variant="light" size="lg" radius="xl" aria-label={t('app.account', { name })}>
          <Icon name="person" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('app.signedInAs', { name })}</Menu.Label>
        <Menu.Item onClick={() => void signOut()}>{t('app.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
