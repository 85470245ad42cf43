import { Alert, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { PageTitle } from '../shell/page-title.js';
import { JwtDebugger } from './jwt-debugger.js';
import { StartForm } from './start-form.js';

/** Flows to try out, and tokens to take apart. */
export function PlaygroundPage(): ReactNode {
  const { t } = useTranslation();
  const { data, error, isError, refetch } = useQuery({
    queryKey: ['playground'],
    queryFn: () => call('get', '/api/playground'),
  });
  return (
    <div className="page">
      <PageTitle>{t('playground.title')}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t('playground.lead')}
      </Text>
      {isError && <ProblemAlert problem={error} onRetry={() => void refetch()} />}
      {!data && !isError && <Skeleton height={240} mb="xl" aria-label={t('app.loading')} role="status" />}
      {data &&
        (data.on ? (
          <StartForm clientId={data.clientId} scopes={data.scopes} />
        ) : (
          <Alert color="gray" title={t('playground.off')} mb="xl">
            {t('playground.offText')}
          </Alert>
        ))}
      <JwtDebugger />
    </div>
  );
}
