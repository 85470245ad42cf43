import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ClientListItem } from '../api/types.js';
import { IssueCount } from '../checks/issue-count.js';
import type { Column } from '../lists/data-table.js';
import { useDates } from '../shell/use-dates.js';
import { ExpiryBadge } from './expiry-badge.js';
import { useGrantNames } from './grant-names.js';
import { StatusBadge } from './status-badge.js';

/** What the list of clients can show. */
export function useClientColumns(): readonly Column<ClientListItem>[] {
  const { t } = useTranslation();
  const dates = useDates();
  const nameOf = useGrantNames();
  return [
    {
      key: 'name',
      header: t('clients.columnName'),
      rowHeader: true,
      sort: 'name',
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
      cell: (client) => <span className="nowrap">{t(`kinds.${client.applicationType}.title`)}</span>,
    },
    {
      key: 'status',
      header: t('clients.columnStatus'),
      cell: (client) => <StatusBadge state={client.disabledAt === null ? 'active' : 'disabled'} />,
    },
    {
      key: 'issues',
      header: t('checks.issues'),
      wide: true,
      cell: (client) => <IssueCount client={client} />,
    },
    {
      key: 'grants',
      header: t('clients.columnGrants'),
      wide: true,
      optional: true,
      cell: (client) =>
        client.grantTypes.map((grant) => nameOf(grant) ?? grant).join(t('app.listSeparator')) ||
        t('app.none'),
    },
    {
      key: 'party',
      header: t('clients.columnParty'),
      wide: true,
      optional: true,
      cell: (client) => t(client.firstParty ? 'party.first' : 'party.third'),
    },
    {
      key: 'owner',
      header: t('settings.owner'),
      wide: true,
      optional: true,
      cell: (client) => client.owner,
    },
    {
      key: 'expiry',
      header: t('clients.columnSecretExpiry'),
      wide: true,
      cell: (client) => <Expiry at={client.nextSecretExpiry} />,
    },
    {
      key: 'signIn',
      header: t('clients.columnLastSignIn'),
      wide: true,
      cell: (client) => (
        <span className="nowrap">
          {client.lastAuthorizedAt ? dates.date(client.lastAuthorizedAt) : t('app.never')}
        </span>
      ),
    },
    {
      key: 'created',
      header: t('clients.columnCreated'),
      wide: true,
      sort: 'created',
      cell: (client) => <span className="nowrap">{dates.date(client.createdAt)}</span>,
    },
    {
      key: 'updated',
      header: t('client.updated'),
      wide: true,
      optional: true,
      sort: 'updated',
      cell: (client) => dates.dateTime(client.updatedAt),
    },
  ];
}

function Expiry({ at }: { at: string | null }): ReactNode {
  const dates = useDates();
  if (at === null) return '–';
  return (
    <>
      <div>
        <span className="nowrap">{dates.date(at)}</span>
      </div>
      <ExpiryBadge expiresAt={at} />
    </>
  );
}
