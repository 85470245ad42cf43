import { Button, Group, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { DataTable } from '../lists/data-table.js';
import { useAllowed } from '../session/use-permission.js';
import { Icon } from '../shell/icon.js';
import { PageTitle } from '../shell/page-title.js';
import { JwksPreview } from './jwks-preview.js';
import { KeyTaskDialog } from './key-task-dialog.js';
import { useKeyColumns } from './use-key-columns.js';
import { useKeyTask } from './use-key-task.js';

/** The signing keys: which one signs, which one is next, and what can be done about them. */
export function KeysPage(): ReactNode {
  const { t } = useTranslation();
  const allowed = useAllowed();
  const task = useKeyTask();
  const columns = useKeyColumns(allowed('keys.edit') ? task.open : undefined);
  const { data, error, isError, refetch } = useQuery({
    queryKey: ['keys'],
    queryFn: () => call('get', '/api/keys'),
    // Keys change their state by the clock.
    refetchInterval: 30_000,
  });
  return (
    <div className="page">
      <Group justify="space-between" align="flex-start" mb="lg">
        <div>
          <PageTitle>{t('keys.title')}</PageTitle>
          <Text c="dimmed">{t('keys.lead')}</Text>
        </div>
        {allowed('keys.edit') && (
          <Button leftSection={<Icon name="rotate" />} onClick={() => task.open('rotate')}>
            {t('keys.rotate')}
          </Button>
        )}
      </Group>
      {isError && <ProblemAlert problem={error} onRetry={() => void refetch()} />}
      {!isError && (
        <section>
          <DataTable
            caption={t('keys.title')}
            columns={columns}
            rows={data?.items}
            rowKey={({ kid }) => kid}
          />
        </section>
      )}
      <section className="card" aria-labelledby="states">
        <Title order={2} size="h4" id="states" mb="md">
          {t('keys.statesTitle')}
        </Title>
        <dl className="facts">
          {(['next', 'active', 'retiring', 'retired'] as const).map((state) => (
            <StateFact key={state} name={t(`keys.state.${state}`)} text={t(`keys.stateText.${state}`)} />
          ))}
        </dl>
      </section>
      {data && <JwksPreview keys={data.items} />}
      <Text size="sm" c="dimmed" mt="md">
        {t('keys.rotation')}
      </Text>
      {data && task.task && <KeyTaskDialog keys={data} task={task} />}
    </div>
  );
}

function StateFact({ name, text }: { name: string; text: string }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );
}
