import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RULE_NAMES, SEVERITIES, type RuleName, type Severity } from '../../../src/checks/rule.js';
import { call } from '../api/call.js';
import { DataList } from '../lists/data-list.js';
import { PageTitle } from '../shell/page-title.js';
import classes from './checks.module.css';
import { useScan } from './use-scan.js';
import { useCheckColumns } from './use-check-columns.js';

type Sort = 'severity' | '-severity' | 'found' | '-found';

/** Everything that the checks have found. */
export function ChecksPage(): ReactNode {
  const { t } = useTranslation();
  const columns = useCheckColumns();
  const scan = useScan();
  return (
    <div className="page">
      <Group justify="space-between" align="flex-start" mb="lg">
        <div className={classes.lead}>
          <PageTitle>{t('checks.title')}</PageTitle>
          <Text c="dimmed">{t('checks.lead')}</Text>
          <Text size="xs" c="dimmed" mt="xs" role="status">
            {scan.sentence}
          </Text>
        </div>
        {scan.run && (
          <Button variant="default" loading={scan.running} onClick={scan.run}>
            {t('checks.run')}
          </Button>
        )}
      </Group>
      <DataList
        name="checks"
        caption={t('checks.title')}
        columns={columns}
        rowKey={({ id }) => id}
        load={({ search, sort, facets, cursor }) =>
          call('get', '/api/checks', {
            query: {
              search,
              cursor,
              sort: (sort || undefined) as Sort | undefined,
              rule: facets['rule'] as RuleName[],
              severity: facets['severity'] as Severity[],
              state: facets['state'] as ('open' | 'muted')[],
            },
          })
        }
        search={{ label: t('checks.search'), hint: t('checks.searchHint') }}
        facets={[
          {
            name: 'severity',
            label: t('checks.severity'),
            options: SEVERITIES.toReversed().map((value) => ({
              value,
              label: t(`checks.severities.${value}`),
            })),
          },
          {
            name: 'rule',
            label: t('checks.rule'),
            options: RULE_NAMES.map((value) => ({ value, label: t(`rules.${value}.title`) })),
          },
          {
            name: 'state',
            label: t('checks.state'),
            options: (['open', 'muted'] as const).map((value) => ({
              value,
              label: t(`checks.states.${value}`),
            })),
          },
        ]}
        empty={{ title: t('checks.empty'), text: t('checks.emptyText') }}
      />
    </div>
  );
}
