import { Button, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { DataTable, type Column } from '../lists/data-table.js';
import { useAllowed } from '../session/use-permission.js';
import { ConfirmDialog } from '../shell/confirm-dialog.js';
import { Section } from '../shell/section.js';
import { useDates } from '../shell/use-dates.js';
import { useNotify } from '../shell/use-notify.js';
import type { User, UserSession } from './types.js';

/** Where a user is signed in: device, place and time. */
export function UserSessions({ user }: { user: User }): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();
  const [ending, setEnding] = useState<UserSession | null>(null);
  const columns = useColumns(setEnding);
  const { subject } = user;
  const sessions = useQuery({
    queryKey: ['user-sessions', subject],
    queryFn: () => call('get', '/api/users/{subject}/sessions', { path: { subject } }),
  });
  return (
    <Section id="sessions" title={t('user.sessions')} text={t('user.sessionsText')}>
      {sessions.isError && <ProblemAlert problem={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.data?.length === 0 ? (
        <Text className="card">{t('user.noSessions')}</Text>
      ) : (
        !sessions.isError && (
          <DataTable
            caption={t('user.sessions')}
            columns={columns}
            rows={sessions.data}
            rowKey={({ id }) => id}
          />
        )
      )}
      {ending && (
        <ConfirmDialog
          title={t('user.endSessionTitle')}
          text={t('user.endSessionText')}
          action={t('user.endSession')}
          onConfirm={async () => {
            await call('post', '/api/users/{subject}/sessions/{id}/end', {
              path: { subject, id: ending.id },
            });
            void queries.invalidateQueries({ queryKey: ['user-apps', subject] });
            await sessions.refetch();
            notify.done(t('user.sessionEnded'));
          }}
          onClose={() => setEnding(null)}
        />
      )}
    </Section>
  );
}

function useColumns(onEnd: (session: UserSession) => void): readonly Column<UserSession>[] {
  const { t } = useTranslation();
  const dates = useDates();
  const allowed = useAllowed();
  const browserOf = ({ browser }: UserSession): string => browser ?? t('user.unknownBrowser');
  const columns: Column<UserSession>[] = [
    {
      key: 'browser',
      header: t('user.columnBrowser'),
      rowHeader: true,
      cell: (session) => (
        <>
          <Text size="sm" fw={550}>
            {session.system === null
              ? browserOf(session)
              : t('user.onSystem', { browser: browserOf(session), system: session.system })}
          </Text>
          <Text size="xs" c="dimmed">
            {[
              t(session.amr.includes('mfa') ? 'user.withFactor' : 'user.passwordOnly'),
              ...(session.kept ? [t('user.kept')] : []),
            ].join(' · ')}
          </Text>
          {/* Its own column is left out on narrow screens. */}
          <Text size="xs" c="dimmed" className="mono" hiddenFrom="sm">
            {session.source}
          </Text>
        </>
      ),
    },
    {
      key: 'source',
      header: t('user.columnSource'),
      wide: true,
      cell: ({ source }) => <span className="mono">{source ?? '–'}</span>,
    },
    {
      key: 'signedIn',
      header: t('user.columnSignedIn'),
      wide: true,
      cell: ({ signedInAt }) => dates.dateTime(signedInAt),
    },
    {
      key: 'until',
      header: t('user.columnUntil'),
      wide: true,
      cell: ({ expiresAt }) => dates.dateTime(expiresAt),
    },
  ];
  if (!allowed('users.edit')) return columns;
  return [
    ...columns,
    {
      key: 'actions',
      header: t('user.columnActions'),
      end: true,
      cell: (session) => (
        <Button
          size="xs"
          variant="default"
          aria-label={t('user.endSessionNamed', {
            browser: browserOf(session),
            when: dates.dateTime(session.signedInAt),
          })}
          onClick={() => onEnd(session)}
        >
          {t('user.endSession')}
        </Button>
      ),
    },
  ];
}
