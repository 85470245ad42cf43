import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { call } from '../api/call.js';
import type { BulkAction, BulkTarget } from '../lists/bulk-bar.js';
import { DataList } from '../lists/data-list.js';
import type { Column } from '../lists/data-table.js';
import { useAllowed } from '../session/use-permission.js';
import { useDates } from '../shell/use-dates.js';
import { GrantStateBadge } from './grant-state-badge.js';
import type { Grant, GrantState } from './types.js';

interface GrantListProps {
  /** Only of this client; its column is left out. */
  readonly clientId?: string | undefined;
  /** Only of this user. */
  readonly subject?: string | undefined;
}

type YesOrNo = 'yes' | 'no';

/** Grants, to look through and to revoke. */
export function GrantList({ clientId, subject }: GrantListProps): ReactNode {
  const { t } = useTranslation();
  const allowed = useAllowed();
  const columns = useColumns(clientId !== undefined);
  const of = { clientId, subject };

  const revoke = async (target: BulkTarget, dryRun: boolean): Promise<number> => {
    const body = 'keys' in target ? { ids: [...target.keys] } : { matching: matchingOf(target.matching) };
    return (await call('post', '/api/grants/revoke', { body: { ...body, dryRun } })).authorizations;
  };
  const matchingOf = ({
    search,
    facets,
  }: {
    search: string;
    facets: Readonly<Record<string, readonly string[]>>;
  }) => ({
    ...of,
    search: search || undefined,
    state: (facets['state']?.length ? [...facets['state']] : undefined) as GrantState[] | undefined,
    offline: facets['offline']?.[0] as YesOrNo | undefined,
  });
  const bulk: BulkAction[] = allowed('grants.revoke', clientId)
    ? [
        {
          key: 'revoke',
          label: t('grants.revokeSelected'),
          question: t('grants.revokeQuestion'),
          count: (target) => revoke(target, true),
          run: async (target) => ({ done: await revoke(target, false), failed: [] }),
        },
      ]
    : [];

  return (
    <DataList
      name={clientId === undefined ? 'grants' : 'client-grants'}
      of={JSON.stringify(of)}
      caption={t('grants.title')}
      columns={columns}
      rowKey={({ id }) => id}
      rowName={(grant) => `${userOf(grant)}, ${clientOf(grant)}`}
      load={({ search, sort, facets, cursor }) =>
        call('get', '/api/grants', {
          query: {
            ...matchingOf({ search, facets }),
            cursor,
            sort: (sort || undefined) as '-created' | undefined,
          },
        })
      }
      search={{
        label: t('grants.search'),
        hint: t(clientId === undefined ? 'grants.searchHint' : 'grants.searchInClient'),
      }}
      facets={[
        {
          name: 'state',
          label: t('grants.facetState'),
          options: (['live', 'revoked', 'expired'] as const).map((state) => ({
            value: state,
            label: t(`grants.state.${state}`),
          })),
        },
        {
          name: 'offline',
          label: t('grants.facetOffline'),
          single: true,
          options: [
            { value: 'yes', label: t('app.yes') },
            { value: 'no', label: t('app.no') },
          ],
        },
      ]}
      bulk={bulk}
      empty={{
        title: t('grants.empty'),
        text: t(clientId === undefined ? 'grants.emptyText' : 'grants.emptyOfClient'),
      }}
    />
  );
}

export function userOf({ userName, username, subject }: Grant): string {
  return userName ?? username ?? subject;
}

export function clientOf({ clientName, clientId }: Grant): string {
  return clientName ?? clientId;
}

function useColumns(ofOneClient: boolean): readonly Column<Grant>[] {
  const { t } = useTranslation();
  const dates = useDates();
  const allowed = useAllowed();
  const columns: (Column<Grant> | false)[] = [
    {
      key: 'user',
      header: t('grants.columnUser'),
      rowHeader: true,
      cell: (grant) => (
        <>
          <Anchor component={Link} to={`/grants/${grant.id}`} fw={550} size="sm">
            <bdi>{userOf(grant)}</bdi>
          </Anchor>
          <Text size="xs" c="dimmed">
            {grant.username === null ? t('grants.unknownUser') : <bdi>{grant.username}</bdi>}
          </Text>
          {!ofOneClient && (
            // Its own column is left out on narrow screens.
            <Text size="xs" hiddenFrom="sm">
              <bdi>{clientOf(grant)}</bdi>
            </Text>
          )}
        </>
      ),
    },
    !ofOneClient && {
      key: 'client',
      header: t('grants.columnClient'),
      wide: true,
      cell: (grant) =>
        grant.clientName === null || !allowed('clients.read') ? (
          <>
            <bdi>{clientOf(grant)}</bdi>
            {grant.clientName === null && (
              <Text size="xs" c="dimmed">
                {t('grants.unregistered')}
              </Text>
            )}
          </>
        ) : (
          <Anchor component={Link} to={`/clients/${encodeURIComponent(grant.clientId)}`} size="sm">
            <bdi>{grant.clientName}</bdi>
          </Anchor>
        ),
    },
    {
      key: 'scopes',
      header: t('grants.columnScopes'),
      wide: true,
      cell: ({ scopes }) => <span className="mono">{scopes.join(' ')}</span>,
    },
    {
      key: 'created',
      header: t('grants.columnCreated'),
      sort: 'created',
      wide: true,
      cell: ({ createdAt }) => dates.dateTime(createdAt),
    },
    {
      key: 'used',
      header: t('grants.columnUsed'),
      wide: true,
      cell: ({ lastUsedAt }) => dates.dateTime(lastUsedAt),
    },
    {
      key: 'expires',
      header: t('grants.columnExpires'),
      sort: 'expires',
      wide: true,
      optional: true,
      cell: ({ expiresAt }) => dates.dateTime(expiresAt),
    },
    {
      key: 'offline',
      header: t('grants.columnOffline'),
      wide: true,
      cell: ({ offline }) => t(offline ? 'app.yes' : 'app.no'),
    },
    {
      key: 'state',
      header: t('grants.columnState'),
      cell: ({ state }) => <GrantStateBadge state={state} />,
    },
  ];
  return columns.filter((column) => column !== false);
}
