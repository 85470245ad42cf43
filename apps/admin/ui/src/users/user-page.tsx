import { Alert, Button, Group, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Problem } from '../api/problem.js';
import { useAllowed } from '../session/use-permission.js';
import { BackLink } from '../shell/back-link.js';
import { CopyButton } from '../shell/copy-button.js';
import { PageTitle } from '../shell/page-title.js';
import { UserApps } from './user-apps.js';
import { UserDangerZone } from './user-danger-zone.js';
import { UserProfile } from './user-profile.js';
import { UserSecondFactor } from './user-second-factor.js';
import { UserSessions } from './user-sessions.js';
import { UserStatus } from './user-status.js';

export function UserPage(): ReactNode {
  const { t } = useTranslation();
  const { subject = '' } = useParams();
  const allowed = useAllowed();
  const {
    data: user,
    error,
    isError,
    refetch,
  } = useQuery({
    queryKey: ['user', subject],
    queryFn: () => call('get', '/api/users/{subject}', { path: { subject } }),
  });
  const isMissing = error instanceof Problem && error.status === 404;
  return (
    <div className="page">
      <BackLink to="/users">{t('user.back')}</BackLink>
      {!user && !isError && <Skeleton height={240} aria-label={t('app.loading')} role="status" />}
      {isError && !user && <PageTitle mb="md">{t(isMissing ? 'user.missing' : 'problem.title')}</PageTitle>}
      {isMissing && (
        <div className="card">
          <Text mb="md">{t('user.missingText')}</Text>
          {allowed('grants.read') && (
            <Button component={Link} to={`/grants?${new URLSearchParams({ subject })}`} variant="default">
              {t('user.toGrants')}
            </Button>
          )}
        </div>
      )}
      {isError && !isMissing && <ProblemAlert problem={error} onRetry={() => void refetch()} />}
      {user && (
        <>
          <Group gap="sm">
            <PageTitle>{user.name ?? user.username}</PageTitle>
            <UserStatus disabled={user.disabledAt !== null} />
          </Group>
          <Group gap="xs" mb="lg" mt={4}>
            <Text size="sm" c="dimmed" span>
              {t('user.subject')}
            </Text>
            <Text span className="mono">
              {user.subject}
            </Text>
            <CopyButton value={user.subject} what={t('user.subject')} variant="subtle" />
          </Group>
          {user.disabledAt !== null && (
            <Alert color="gray" mb="lg">
              {t('user.disabledText')}
            </Alert>
          )}
          {user.protected && allowed('users.edit') && (
            <Alert color="indigo" variant="light" mb="lg" title={t('user.protected')}>
              {t('user.protectedText')}
            </Alert>
          )}
          <div className="sections">
            <UserProfile user={user} />
            <UserSessions user={user} />
            <UserApps user={user} />
            <UserSecondFactor user={user} />
            {allowed('users.edit') && <UserDangerZone user={user} />}
          </div>
        </>
      )}
    </div>
  );
}
