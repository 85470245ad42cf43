import { Alert, Anchor, Group, Skeleton, Text } from '@mantine/core';
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
import { TabbedSections } from './tabbed-sections.js';
import { StatusBadge } from './status-badge.js';

export function ClientPage(): ReactNode {
  const { t } = useTranslation();
  const allowed = useAllowed();
  const { clientId = '', tab } = useParams();
  const {
    data: client,
    error,
    isError,
    refetch,
  } = useQuery({
    queryKey: ['client', clientId],
    queryFn: () => call('get', '/api/clients/{clientId}', { path: { clientId } }),
  });
  return (
    <div className="page">
      <BackLink to="/clients">{t('client.back')}</BackLink>
      {isError && !client && (
        <PageTitle mb="md">{t(isMissing(error) ? 'app.notFound' : 'problem.title')}</PageTitle>
      )}
      {isError && <ProblemAlert problem={error} onRetry={() => void refetch()} />}
      {!client && !isError && <Skeleton height={240} aria-label={t('app.loading')} role="status" />}
      {client && (
        <>
          <Group gap="sm">
            <PageTitle>{client.name}</PageTitle>
            <StatusBadge state={client.disabledAt === null ? 'active' : 'disabled'} />
          </Group>
          <Group gap="xs" mb="lg" mt={4}>
            <Text size="sm" c="dimmed" span>
              {t('client.clientId')}
            </Text>
            <Text span className="mono">
              {client.clientId}
            </Text>
            <CopyButton value={client.clientId} what={t('client.clientId')} variant="subtle" />
            {allowed('token_preview.read', client.clientId) && !client.protected && (
              <Anchor
                component={Link}
                size="sm"
                to={`/token-preview?client=${encodeURIComponent(client.clientId)}`}
              >
                {t('tokenPreview.link')}
              </Anchor>
            )}
          </Group>
          {client.disabledAt !== null && (
            <Alert color="gray" mb="lg">
              {t('client.disabledText')}
            </Alert>
          )}
          {client.protected && (
            <Alert color="indigo" variant="light" mb="lg" title={t('client.own')}>
              {t('client.ownText')}
            </Alert>
          )}
          <TabbedSections client={client} current={tab} />
        </>
      )}
    </div>
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Problem && error.status === 404;
}
