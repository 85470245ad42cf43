import { Anchor, Button, Group, SegmentedControl, Skeleton, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { DataTable } from '../lists/data-table.js';
import { PageTitle } from '../shell/page-title.js';
import { useDates } from '../shell/use-dates.js';
import { useNumbers } from '../shell/use-numbers.js';
import type { Usage } from './types.js';

const PERIODS = ['24h', '7d', '30d', '90d'] as const;

type Period = (typeof PERIODS)[number];

/** How many tokens were issued: what is shown is in the address. */
export function UsagePage(): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const written = useNumbers();
  const [parameters, setParameters] = useSearchParams();
  const within = (PERIODS.find((period) => period === parameters.get('within')) ?? '24h') as Period;
  const grant = parameters.get('grant') ?? undefined;
  const client = parameters.get('client') ?? undefined;
  const { data, error, isError, refetch } = useQuery({
    queryKey: ['usage', within, grant, client],
    queryFn: () => call('get', '/api/usage', { query: { within, grant, client } }),
    placeholderData: keepPreviousData,
  });

  const show = (changes: Record<string, string>): string => {
    const next = new URLSearchParams(parameters);
    for (const [name, value] of Object.entries(changes)) next.set(name, value);
    return `?${next}`;
  };

  return (
    <div className="page">
      <PageTitle>{t('usage.title')}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t('usage.lead')}
      </Text>
      <Group mb="md" gap="md">
        <SegmentedControl
          aria-label={t('usage.period')}
          value={within}
          onChange={(value) => setParameters(show({ within: value }))}
          data={PERIODS.map((value) => ({ value, label: t(`usage.periods.${value}`) }))}
        />
        {(grant !== undefined || client !== undefined) && (
          <Group gap="xs">
            <Text size="sm">
              {[
                grant !== undefined && t('usage.onlyGrant', { grant }),
                client !== undefined && t('usage.onlyClient', { client }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </Text>
            <Button variant="subtle" size="xs" onClick={() => setParameters({ within })}>
              {t('usage.clear')}
            </Button>
          </Group>
        )}
      </Group>
      {isError && <ProblemAlert problem={error} onRetry={() => void refetch()} />}
      {!data && !isError && <Skeleton height={200} aria-label={t('app.loading')} role="status" />}
      {data && (
        <>
          <Text fw={600} mb="md" role="status">
            {t('usage.total', {
              count: data.total,
              formatted: written(data.total),
              since: dates.dateTime(data.since),
            })}
          </Text>
          {data.total === 0 ? (
            <div className="card">
              <Text fw={600}>{t('usage.none')}</Text>
              <Text c="dimmed">{t('usage.noneText')}</Text>
            </div>
          ) : (
            <Tables usage={data} show={show} />
          )}
        </>
      )}
    </div>
  );
}

/** @param show the address with a filter more */
function Tables({
  usage,
  show,
}: {
  usage: Usage;
  show: (changes: Record<string, string>) => string;
}): ReactNode {
  const { t } = useTranslation();
  const written = useNumbers();
  const clients = [
    ...usage.byClient,
    ...(usage.otherClients > 0 ? [{ clientId: '', name: null, tokens: usage.otherClients }] : []),
  ];
  return (
    <>
      <Title order={2} size="h4" mb="sm">
        {t('usage.byGrant')}
      </Title>
      <DataTable
        caption={t('usage.byGrant')}
        rows={usage.byGrant}
        rowKey={({ grantType }) => grantType}
        columns={[
          {
            key: 'grant',
            header: t('usage.columnGrant'),
            rowHeader: true,
            cell: ({ grantType }) => (
              <Anchor component={Link} to={show({ grant: grantType })} size="sm" className="mono">
                {grantType}
              </Anchor>
            ),
          },
          {
            key: 'tokens',
            header: t('usage.columnTokens'),
            end: true,
            cell: ({ tokens }) => written(tokens),
          },
        ]}
      />
      <Title order={2} size="h4" mb="sm" mt="xl">
        {t('usage.byClient')}
      </Title>
      <DataTable
        caption={t('usage.byClient')}
        rows={clients}
        rowKey={({ clientId }) => clientId}
        columns={[
          {
            key: 'client',
            header: t('usage.columnClient'),
            rowHeader: true,
            cell: ({ clientId, name }) =>
              clientId === '' ? (
                t('usage.otherClients')
              ) : (
                <>
                  <Anchor component={Link} to={show({ client: clientId })} size="sm" fw={550}>
                    <bdi>{name ?? t('usage.unregistered')}</bdi>
                  </Anchor>
                  <Text size="xs" c="dimmed" className="mono">
                    {clientId}
                  </Text>
                </>
              ),
          },
          {
            key: 'tokens',
            header: t('usage.columnTokens'),
            end: true,
            cell: ({ tokens }) => written(tokens),
          },
        ]}
      />
    </>
  );
}
