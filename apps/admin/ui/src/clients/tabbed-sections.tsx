import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Client } from '../api/types.js';
import { useAllowed } from '../session/use-permission.js';
import { CLIENT_TABS } from './client-tabs.js';

/** The parts of a client's page; which one is open is in the address. */
export function TabbedSections({ client, current }: { client: Client; current?: string }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const allowed = useAllowed();
  const tabs = CLIENT_TABS.filter(
    ({ needs, fits }) => allowed(needs, client.clientId) && (fits?.(client) ?? true),
  );
  const open = tabs.find(({ key }) => key === current) ?? tabs[0]!;
  return (
    <Tabs
      value={open.key}
      onChange={(key) => void navigate(`/clients/${encodeURIComponent(client.clientId)}/${key}`)}
      keepMounted={false}
    >
      <Tabs.List mb="lg">
        {tabs.map(({ key, label, count }) => (
          <Tabs.Tab key={key} value={key} rightSection={count?.(client)}>
            {t(label as 'app.name')}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={open.key} tabIndex={-1}>
        {open.show(client)}
      </Tabs.Panel>
    </Tabs>
  );
}
