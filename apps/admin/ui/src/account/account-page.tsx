import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageTitle } from '../shell/page-title.js';
import { OwnRole } from './own-role.js';
import { OwnSessions } from './own-sessions.js';
import { PreferencesCard } from './preferences-card.js';

/** What everybody may see and change about themselves. */
export function AccountPage(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="page page-narrow">
      <PageTitle>{t('account.title')}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t('account.lead')}
      </Text>
      <PreferencesCard />
      <OwnSessions />
      <OwnRole />
    </div>
  );
}
