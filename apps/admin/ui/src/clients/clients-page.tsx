import { Anchor, Button, Group, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { adminApi } from '../api/admin-api.js';
import { ProblemAlert } from '../api/problem-alert.js';
import type { Client } from '../api/types.js';
import { Icon } from '../shell/icon.js';
import { PageTitle } from '../shell/page-title.js';
import { useDates } from '../shell/use-dates.js';
import { DataTable, type Column } from '../table/data-table.js';
import { kindOf } from './client-kind.js';
import { StatusBadge } from './status-badge.js';
import { useListAddress } from './use-list-address.js';

export function ClientsPage(): ReactNode {
  const { t } = useTranslation();
  const { search, cursor, hasPrevious, searchFor, next, previous } = useListAddress();
  const [typed, setTyped] = useState(search);
  const searchSoon = useDebouncedCallback(searchFor, 250);
  const columns = useColumns();
  const clients = useQuery({
    queryKey: ['clients', search, cursor],
    queryFn: () => adminApi.clients({ search, cursor }),
    placeholderData: keepPreviousData,
  });
  const items = clients.data?.items;
  const nothing = items?.length === 0 && !hasPrevious;

  const clearSearch = (): void => {
    setTyped('');
    searchFor('');
  };

  return (
    <div className="page">
      <Group justify="space-between" align="flex-start" mb="lg">
        <div>
          <PageTitle>{t('clients.title')}</PageTitle>
          <Text c="dimmed">{t('clients.lead')}</Text>
        </div>
        <Button component={Link} to="/clients/new" leftSection={<Icon name="plus" />}>
          {t('clients.new')}
        </Button>
      </Group>

      {(search !== '' || !nothing) && (
        <TextInput
          type="search"
          label={t('clients.search')}
          placeholder={t('clients.searchHint')}
          leftSection={<Icon name="search" size={16} />}
          value={typed}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
            searchSoon(currentTarget.value.trim());
          }}
          maw={420}
          mb="md"
        />
      )}

      {clients.isError ? (
        <ProblemAlert problem={clients.error} onRetry={() => void clients.refetch()} />
      ) : nothing ? (
        <NoClients search={search} onClear={clearSearch} />
      ) : (
        <DataTable
          caption={t('clients.title')}
          columns={columns}
          rows={items}
          rowKey={(client) => client.clientId}
        />
      )}

      <Group justify="space-between" mt="md">
        <Text size="sm" c="dimmed" role="status">
          {items && items.length > 0 && t('clients.shown', { count: items.length })}
        </Text>
        {(hasPrevious || clients.data?.next) && (
          <Group gap="xs">
            <Button
              variant="default"
              size="sm"
              leftSection={<Icon name="back" size={16} />}
              disabled={!hasPrevious}
              onClick={previous}
            >
              {t('table.previous')}
            </Button>
            <Button
              variant="default"
              size="sm"
              rightSection={<Icon name="next" size={16} />}
              disabled={!clients.data?.next || clients.isPlaceholderData}
              onClick={() => next(clients.data!.next!)}
            >
              {t('table.next')}
            </Button>
          </Group>
        )}
      </Group>
    </div>
  );
}

function useColumns(): readonly Column<Client>[] {
  const { t } = useTranslation();
  const dates = useDates();
  return [
    {
      key: 'name',
      header: t('clients.columnName'),
      rowHeader: true,
      cell: (client) => (
        <>
          <Anchor component={Link} to={`/clients/${encodeURIComponent(client.clientId)}`} fw={550} size="sm">
            <bdi>{client.name}</bdi>
          </Anchor>
          <Text size="xs" c="dimmed" className="mono">
            {client.clientId}
          </Text>
        </>
      ),
    },
    {
      key: 'kind',
      header: t('clients.columnKind'),
      wide: true,
      cell: (client) => t(`kinds.${kindOf(client)}.title`),
    },
    {
      key: 'status',
      header: t('clients.columnStatus'),
      cell: (client) => <StatusBadge state={client.disabledAt === null ? 'active' : 'disabled'} />,
    },
    {
      key: 'party',
      header: t('clients.columnParty'),
      wide: true,
      cell: (client) => t(client.firstParty ? 'party.first' : 'party.third'),
    },
    {
      key: 'created',
      header: t('clients.columnCreated'),
      wide: true,
      cell: (client) => dates.date(client.createdAt),
    },
  ];
}

/** Nothing to list: what that means, and the one next step. */
function NoClients({ search, onClear }: { search: string; onClear: () => void }): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="card" role="status">
      <Text fw={600}>{search ? t('clients.noResults', { search }) : t('clients.empty')}</Text>
      <Text c="dimmed" mt={4} mb="md">
        {search ? t('clients.noResultsText') : t('clients.emptyText')}
      </Text>
      {search ? (
        <Button variant="default" onClick={onClear}>
          {t('clients.clearSearch')}
        </Button>
      ) : (
        <Button component={Link} to="/clients/new">
          {t('clients.new')}
        </Button>
      )}
    </div>
  );
}
