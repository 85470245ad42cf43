import { SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { useAllowed } from '../session/use-permission.js';
import { PageTitle } from '../shell/page-title.js';
import { FirstSteps } from './first-steps.js';
import { LatestEvents } from './latest-events.js';
import { Numbers } from './numbers.js';
import classes from './overview.module.css';
import { TokenCard } from './token-card.js';
import { WorstIssues } from './worst-issues.js';

const Charts = lazy(async () => ({ default: (await import('./charts.js')).Charts }));
/** Milliseconds. */
const REFRESH = 30_000;

/** How the authorization server is doing, at a glance. */
export function OverviewPage(): ReactNode {
  const { t } = useTranslation();
  const allowed = useAllowed();
  const overview = useQuery({
    queryKey: ['overview'],
    queryFn: () => call('get', '/api/overview'),
    refetchInterval: REFRESH,
  });
  const charts = useQuery({
    queryKey: ['overview', 'charts'],
    queryFn: () => call('get', '/api/overview/charts'),
    refetchInterval: REFRESH,
  });
  const { data } = overview;
  return (
    <div className="page">
      <PageTitle>{t('overview.title')}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t('overview.lead')}
      </Text>
      {overview.isError && !data && (
        <ProblemAlert problem={overview.error} onRetry={() => void overview.refetch()} />
      )}
      {!data && !overview.isError && <Skeleton height={240} aria-label={t('app.loading')} role="status" />}
      {data && (
        <Stack gap="md" className={classes.grid}>
          {data.firstSteps && <FirstSteps steps={data.firstSteps} />}
          <Numbers overview={data} />
          {charts.data?.hours && (
            <Suspense fallback={<Skeleton height={280} aria-label={t('app.loading')} role="status" />}>
              <Charts hours={charts.data.hours} />
            </Suspense>
          )}
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" className={classes.grid}>
            <WorstIssues checks={data.worstChecks} />
            <TokenCard tokens={data.tokens} />
          </SimpleGrid>
          {allowed('audit.read') && <LatestEvents />}
        </Stack>
      )}
    </div>
  );
}
