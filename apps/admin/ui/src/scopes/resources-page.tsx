import { Anchor, Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { call } from '../api/call.js';
import { DataList } from '../lists/data-list.js';
import type { Column } from '../lists/data-table.js';
import { useAllowed } from '../session/use-permission.js';
import { Icon } from '../shell/icon.js';
import { PageTitle } from '../shell/page-title.js';
import { ScopeTabs } from './scope-tabs.js';
import type { Resource } from './types.js';

export function ResourcesPage(): ReactNode {
  const { t } = useTranslation();
  const allowed = useAllowed();
  const columns = useColumns();
  const create = allowed('scopes.edit') && (
    <Button component={Link} to="/resources/new" leftSection={<Icon name="plus" />}>
      {t('resourcesPage.new')}
    </Button>
  );
  return (
    <div className="page">
      <Group justify="space-between" align="flex-start" mb="lg">
        <div>
          <PageTitle>{t('resourcesPage.title')}</PageTitle>
          <Text c="dimmed">{t('resourcesPage.lead')}</Text>
        </div>
        {create}
      </Group>
      <ScopeTabs current="resources">
        <DataList
          name="resources"
          caption={t('resourcesPage.title')}
          columns={columns}
          rowKey={({ id }) => id}
          load={({ search, cursor }) => call('get', '/api/resources', { query: { search, cursor } })}
          search={{ label: t('resourcesPage.search'), hint: t('resourcesPage.searchHint') }}
          empty={{ title: t('resourcesPage.empty'), text: t('resourcesPage.emptyText'), action: create }}
        />
      </ScopeTabs>
    </div>
  );
}

function useColumns(): readonly Column<Resource>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      header: t('resourcesPage.name'),
      rowHeader: true,
      cell: ({ id, name, audience }) => (
        <>
          <Anchor component={Link} to={`/resources/${id}`} fw={550} size="sm">
            <bdi>{name}</bdi>
          </Anchor>
          <Text size="xs" c="dimmed" className="mono">
            {audience}
          </Text>
        </>
      ),
    },
    {
      key: 'scopes',
      header: t('scopesPage.scopes'),
      wide: true,
      cell: ({ scopes }) => (
        <span className="mono">{scopes.length > 0 ? scopes.join(' ') : t('app.none')}</span>
      ),
    },
    {
      key: 'usedBy',
      header: t('scopesPage.usedBy'),
      cell: ({ usedBy }) => <span className="nowrap">{t('scopesPage.clients', { count: usedBy })}</span>,
    },
  ];
}
