import { Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { BackLink } from '../shell/back-link.js';
import { PageTitle } from '../shell/page-title.js';
import { DeviceCard } from './device-card.js';
import { ExchangeList } from './exchange-list.js';
import { RunActs } from './run-acts.js';
import { TokenCard } from './token-card.js';
import type { Run } from './types.js';

/** One run: what was sent, what came back, and what the tokens say. */
export function RunPage(): ReactNode {
  const { t } = useTranslation();
  const { runId = '' } = useParams();
  const { data, error, isError, refetch } = useQuery({
    queryKey: ['playground-run', runId],
    queryFn: () => call('get', '/api/playground/runs/{id}', { path: { id: runId } }),
  });
  return (
    <div className="page">
      <BackLink to="/playground">{t('playground.title')}</BackLink>
      {!data && <PageTitle mb="md">{t('playground.runTitle')}</PageTitle>}
      {isError && <ProblemAlert problem={error} onRetry={() => void refetch()} />}
      {!data && !isError && <Skeleton height={320} aria-label={t('app.loading')} role="status" />}
      {data && <Content run={data} />}
    </div>
  );
}

function Content({ run }: { run: Run }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t(`playground.flows.${run.flow}.title`)}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t('playground.runLead')}
      </Text>
      {run.device && <DeviceCard run={run} device={run.device} />}
      {run.hasTokens && <RunActs run={run} />}
      <ExchangeList exchanges={run.exchanges} />
      {run.hasTokens && (
        <>
          <TokenCard
            id="access-token"
            title={t('tokenPreview.accessToken')}
            token={run.accessToken}
            none={t('playground.opaque')}
          />
          {run.idToken && (
            <TokenCard id="id-token" title={t('tokenPreview.idToken')} token={run.idToken} none="" />
          )}
        </>
      )}
    </>
  );
}
