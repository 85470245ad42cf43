import { Anchor, Button, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { DataTable, type Column } from '../lists/data-table.js';
import { useAllowed } from '../session/use-permission.js';
import { ConfirmDialog } from '../shell/confirm-dialog.js';
import { Section } from '../shell/section.js';
import { useDates } from '../shell/use-dates.js';
import { useNotify } from '../shell/use-notify.js';
import type { User, UserApp } from './types.js';

/** The clients to which a user gave access. */
export function UserApps({ user }: { user: User }): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();
  const [removing, setRemoving] = useState<UserApp | null>(null);
  const columns = useColumns(setRemoving);
  const { subject } = user;
  const apps = useQuery({
    queryKey: ['user-apps', subject],
    queryFn: () => call('get', '/api/users/{subject}/apps', { path: { subject } }),
  });
  return (
    <Section id="apps" title={t('user.apps')} text={t('user.appsText')}>
      {apps.isError && <ProblemAlert problem={apps.error} onRetry={() => void apps.refetch()} />}
      {apps.data?.length === 0 ? (
        <Text className="card">{t('user.noApps')}</Text>
      ) : (
        !apps.isError && (
          <DataTable
            caption={t('user.apps')}
            columns={columns}
            rows={apps.data}
            rowKey={({ clientId }) => clientId}
          />
        )
      )}
      {removing && (
        <ConfirmDialog
          title={t('user.removeAppTitle', { name: nameOf(removing) })}
          text={t('user.removeAppText')}
          action={t('user.removeApp')}
          onConfirm={async () => {
            const path = { subject, clientId: removing.clientId };
            await call('post', '/api/users/{subject}/apps/{clientId}/remove', { path });
            void queries.invalidateQueries({ queryKey: ['user', subject] });
            await apps.refetch();
            notify.done(t('user.appRemoved', { name: nameOf(removing) }));
          }}
          onClose={() => setRemoving(null)}
        />
      )}
    </Section>
  );
}

function nameOf({ name, clientId }: UserApp): string {
  return name ?? clientId;
}

function useColumns(onRemove: (app: UserApp) => void): readonly Column<UserApp>[] {
  const { t } = useTranslation();
  const dates = useDates();
  const allowed = useAllowed();
  return [
    {
      key: 'client',
      header: t('user.columnClient'),
      rowHeader: true,
      cell: (app) => (
        <>
          <Anchor component={Link} to={`/clients/${encodeURIComponent(app.clientId)}`} fw={550} size="sm">
            <bdi>{nameOf(app)}</bdi>
          </Anchor>
          {(app.offline || app.liveGrants === 0) && (
            <Text size="xs" c="dimmed">
              {t(app.offline ? 'user.lasting' : 'user.rememberedOnly')}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'scopes',
      header: t('user.columnScopes'),
      wide: true,
      cell: ({ scopes }) => <span className="mono">{scopes.join(' ')}</span>,
    },
    {
      key: 'since',
      header: t('user.columnSince'),
      wide: true,
      cell: ({ since }) => (since === null ? '–' : dates.date(since)),
    },
    {
      key: 'used',
      header: t('user.columnUsed'),
      wide: true,
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? '–' : dates.dateTime(lastUsedAt)),
    },
    {
      key: 'actions',
      header: t('user.columnActions'),
      end: true,
      cell: (app) =>
        allowed('grants.revoke', app.clientId) && (
          <Button
            size="xs"
            variant="default"
            aria-label={t('user.removeAppNamed', { name: nameOf(app) })}
            onClick={() => onRemove(app)}
          >
            {t('user.removeApp')}
          </Button>
        ),
    },
  ];
}
