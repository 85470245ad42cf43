import { Alert, Anchor, Group, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { adminApi } from '../api/admin-api.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Problem } from '../api/problem.js';
import { CopyButton } from '../shell/copy-button.js';
import { Icon } from '../shell/icon.js';
import { PageTitle } from '../shell/page-title.js';
import { ClientDangerZone } from './client-danger-zone.js';
import { ClientFacts } from './client-facts.js';
import { ClientSecrets } from './client-secrets.js';
import { StatusBadge } from './status-badge.js';

export function ClientPage(): ReactNode {
  const { t } = useTranslation();
  const { clientId = '' } = useParams();
  const {
    data: client,
    error,
    isError,
    refetch,
  } = useQuery({
    queryKey: ['client', clientId],
    queryFn: () => adminApi.client(clientId),
  });
  return (
    <div className="page">
      <Anchor component={Link} to="/clients" size="sm" mb="sm" display="inline-block">
        <Icon name="back" size={12} /> {t('client.back')}
      </Anchor>
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
          <ClientFacts client={client} />
          <ClientSecrets client={client} />
          {!client.protected && <ClientDangerZone client={client} />}
        </>
      )}
    </div>
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Problem && error.status === 404;
}
