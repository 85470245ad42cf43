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
import { useDates } from '../shell/use-dates.js';
import type { ListedUser } from './types.js';
import { UserStatus } from './user-status.js';

export function UsersPage(): ReactNode {
  const { t } = useTranslation();
  const allowed = useAllowed();
  const columns = useColumns();
  const newUser = allowed('users.edit') && (
    <Button component={Link} to="/users/new" leftSection={<Icon name="plus" />}>
      {t('users.new')}
    </Button>
  );
  return (
    <div className="page">
      <Group justify="space-between" align="flex-start" mb="lg">
        <div>
          <PageTitle>{t('users.title')}</PageTitle>
          <Text c="dimmed" maw="42rem">
            {t('users.lead')}
          </Text>
        </div>
        {newUser}
      </Group>
      <DataList
        name="users"
        caption={t('users.title')}
        columns={columns}
        rowKey={({ subject }) => subject}
        load={({ search, sort, facets, cursor }) =>
          call('get', '/api/users', {
            query: {
              search,
              cursor,
              sort: (sort || undefined) as 'name' | undefined,
              status: facets['status']?.[0] as 'active' | undefined,
              secondFactor: facets['secondFactor']?.[0] as 'none' | undefined,
            },
          })
        }
        search={{ label: t('users.search'), hint: t('users.searchHint') }}
        facets={[
          {
            name: 'status',
            label: t('users.facetStatus'),
            single: true,
            options: [
              { value: 'active', label: t('users.active') },
              { value: 'disabled', label: t('users.disabled') },
            ],
          },
          {
            name: 'secondFactor',
            label: t('users.facetFactor'),
            single: true,
            options: [
              { value: 'set_up', label: t('users.factorSetUp') },
              { value: 'none', label: t('users.factorNone') },
            ],
          },
        ]}
        empty={{ title: t('users.empty'), text: t('users.emptyText'), action: newUser }}
      />
    </div>
  );
}

function useColumns(): readonly Column<ListedUser>[] {
  const { t } = useTranslation();
  const dates = useDates();
  return [
    {
      key: 'name',
      header: t('users.columnName'),
      rowHeader: true,
      sort: 'name',
      cell: (user) => (
        <>
          <Anchor component={Link} to={`/users/${encodeURIComponent(user.subject)}`} fw={550} size="sm">
            <bdi>{user.name ?? user.username}</bdi>
          </Anchor>
          {user.email !== null && (
            <Text size="xs" c="dimmed">
              <bdi>{user.email}</bdi>
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'identifier',
      header: t('users.columnIdentifier'),
      sort: 'username',
      wide: true,
      cell: (user) => <bdi className="mono">{user.username}</bdi>,
    },
    {
      key: 'status',
      header: t('users.columnStatus'),
      cell: (user) => <UserStatus disabled={user.disabledAt !== null} />,
    },
    {
      key: 'lastSignIn',
      header: t('users.columnLastSignIn'),
      sort: 'lastSignIn',
      wide: true,
      cell: (user) => (user.lastSignInAt === null ? t('app.never') : dates.dateTime(user.lastSignInAt)),
    },
    {
      key: 'grants',
      header: t('users.columnGrants'),
      wide: true,
      cell: (user) => user.liveGrants,
    },
    {
      key: 'role',
      header: t('users.columnRole'),
      wide: true,
      cell: (user) => (user.role === null ? '–' : t(`role.${user.role}`)),
    },
    {
      key: 'factor',
      header: t('users.columnFactor'),
      wide: true,
      optional: true,
      cell: (user) => t(user.hasSecondFactor ? 'users.factorSetUp' : 'users.factorNone'),
    },
    {
      key: 'created',
      header: t('users.columnCreated'),
      sort: 'created',
      wide: true,
      optional: true,
      cell: (user) => dates.date(user.createdAt),
    },
  ];
}
