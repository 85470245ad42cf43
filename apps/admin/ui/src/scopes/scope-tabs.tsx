import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

/** Scopes and the APIs they belong to are two lists of one room. */
export function ScopeTabs({
  current,
  children,
}: {
  current: 'scopes' | 'resources';
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Tabs value={current} onChange={(name) => void navigate(`/${name}`)} keepMounted={false}>
      <Tabs.List mb="lg">
        <Tabs.Tab value="scopes">{t('scopesPage.scopes')}</Tabs.Tab>
        <Tabs.Tab value="resources">{t('scopesPage.resources')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value={current} tabIndex={-1}>
        {children}
      </Tabs.Panel>
    </Tabs>
  );
}
