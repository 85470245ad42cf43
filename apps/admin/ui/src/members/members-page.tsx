import { Anchor, Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ADMIN_ROLES } from '../../../src/access/roles.js';
import { call } from '../api/call.js';
import { DataList } from '../lists/data-list.js';
import type { Column } from '../lists/data-table.js';
import { useAllowed } from '../session/use-permission.js';
import { Icon } from '../shell/icon.js';
import { PageTitle } from '../shell/page-title.js';
import { useDates } from '../shell/use-dates.js';
import type { Member, Role } from './types.js';

type Sort = 'name' | '-name' | 'addedAt' | '-addedAt' | undefined;

export function MembersPage(): ReactNode {
  const { t } = useTranslation();
  const allowed = useAllowed();
  const columns = useColumns();
  return (
    <div className="page">
      <Group justify="space-between" align="flex-start" mb="lg">
        <div>
          <PageTitle>{t('members.title')}</PageTitle>
          <Text c="dimmed">{t('members.lead')}</Text>
        </div>
        {allowed('members.edit') && (
          <Button component={Link} to="/members/new" leftSection={<Icon name="plus" />}>
            {t('members.add')}
          </Button>
        )}
      </Group>
      <DataList
        name="members"
        caption={t('members.title')}
        columns={columns}
        rowKey={({ subject }) => subject}
        load={({ search, sort, facets, cursor }) =>
          call('get', '/api/members', {
            query: {
              search,
              cursor,
              sort: (sort || undefined) as Sort,
              role: [...(facets['role'] ?? [])] as Role[],
            },
          })
        }
        search={{ label: t('members.search'), hint: t('members.searchHint') }}
        facets={[
          {
            name: 'role',
            label: t('members.role'),
            options: ADMIN_ROLES.map((role) => ({ value: role, label: t(`roles.${role}.title`) })),
          },
        ]}
        empty={{ title: t('members.empty'), text: t('members.emptyText') }}
      />
    </div>
  );
}

function useColumns(): readonly Column<Member>[] {
  const { t } = useTranslation();
  const dates = useDates();
  return [
    {
      key: 'name',
      header: t('members.columnName'),
      rowHeader: true,
      sort: 'name',
      cell: ({ name, subject }) => (
        <>
          <Anchor component={Link} to={`/members/${encodeURIComponent(subject)}`} fw={550} size="sm">
            <bdi>{name}</bdi>
          </Anchor>
          <Text size="xs" c="dimmed" className="mono">
            {subject}
          </Text>
        </>
      ),
    },
    {
      key: 'role',
      header: t('members.role'),
      cell: ({ role }) => <span className="nowrap">{t(`roles.${role}.title`)}</span>,
    },
    {
      key: 'limited',
      header: t('members.columnLimited'),
      wide: true,
      cell: ({ clients }) =>
        clients ? (
          t('members.limitedTo', { count: clients.length })
        ) : (
          <Text span size="sm" c="dimmed">
            {t('members.unlimited')}
          </Text>
        ),
    },
    {
      key: 'last-sign-in',
      header: t('members.columnLastSignIn'),
      wide: true,
      cell: ({ lastSignInAt }) => (lastSignInAt ? dates.dateTime(lastSignInAt) : t('app.never')),
    },
    {
      key: 'added',
      header: t('members.columnAddedBy'),
      wide: true,
      sort: 'addedAt',
      cell: ({ addedBy, addedAt }) => (
        <>
          <bdi>{addedBy ?? t('members.commandLine')}</bdi>
          <Text size="xs" c="dimmed">
            {dates.date(addedAt)}
          </Text>
        </>
      ),
    },
  ];
}
