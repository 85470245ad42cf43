import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { call } from '../api/call.js';
import type { ClientListItem, ClientListQuery } from '../api/types.js';
import { DataList } from '../lists/data-list.js';
import type { Facet } from '../lists/facet-menu.js';
import { useAllowed } from '../session/use-permission.js';
import { Icon } from '../shell/icon.js';
import { PageTitle } from '../shell/page-title.js';
import { CLIENT_KINDS } from './client-kind.js';
import { NAMED_GRANTS, useGrantNames } from './grant-names.js';
import { useClientActions } from './use-client-actions.js';
import { useClientColumns } from './use-client-columns.js';

export function ClientsPage(): ReactNode {
  const { t } = useTranslation();
  const allowed = useAllowed();
  const newClient = allowed('clients.edit') && (
    <Button component={Link} to="/clients/new" leftSection={<Icon name="plus" />}>
      {t('clients.new')}
    </Button>
  );
  return (
    <div className="page">
      <Group justify="space-between" align="flex-start" mb="lg">
        <div>
          <PageTitle>{t('clients.title')}</PageTitle>
          <Text c="dimmed">{t('clients.lead')}</Text>
        </div>
        {newClient}
      </Group>
      <DataList<ClientListItem>
        name="clients"
        caption={t('clients.title')}
        columns={useClientColumns()}
        rowKey={({ clientId }) => clientId}
        rowName={({ name }) => name}
        load={({ search, sort, facets, cursor }) =>
          call('get', '/api/clients', {
            query: { search, sort: sort || undefined, cursor, ...facets } as ClientListQuery,
          })
        }
        search={{ label: t('clients.search'), hint: t('clients.searchHint') }}
        facets={useFacets()}
        bulk={useClientActions()}
        empty={{ title: t('clients.empty'), text: t('clients.emptyText'), action: newClient }}
      />
    </div>
  );
}

function useFacets(): readonly Facet[] {
  const { t } = useTranslation();
  const nameOf = useGrantNames();
  return [
    {
      name: 'type',
      label: t('clients.columnKind'),
      options: CLIENT_KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}.title`) })),
    },
    {
      name: 'status',
      label: t('clients.columnStatus'),
      options: (['active', 'disabled'] as const).map((value) => ({ value, label: t(`status.${value}`) })),
    },
    {
      name: 'grant',
      label: t('clients.columnGrants'),
      options: NAMED_GRANTS.map((value) => ({ value, label: nameOf(value)! })),
    },
    {
      name: 'issues',
      label: t('checks.issues'),
      options: (['some', 'none'] as const).map((value) => ({ value, label: t(`checks.has.${value}`) })),
    },
    {
      name: 'party',
      label: t('clients.columnParty'),
      options: (['first', 'third'] as const).map((value) => ({ value, label: t(`party.${value}`) })),
    },
  ];
}
