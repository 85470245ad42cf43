import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import type { Client } from '../api/types.js';
import { DataList } from '../lists/data-list.js';
import { useCheckColumns } from './use-check-columns.js';

/** What the checks have found about one client. */
export function ClientIssues({ client: { clientId } }: { client: Client }): ReactNode {
  const { t } = useTranslation();
  const columns = useCheckColumns();
  return (
    <section aria-labelledby="issues">
      <Title order={2} size="h4" id="issues">
        {t('checks.issues')}
      </Title>
      <Text c="dimmed" size="sm" mb="md">
        {t('checks.issuesText')}
      </Text>
      <DataList
        name="checks"
        of={clientId}
        caption={t('checks.issues')}
        columns={columns}
        rowKey={({ id }) => id}
        load={({ sort, facets, cursor }) =>
          call('get', '/api/checks', {
            query: {
              client: clientId,
              cursor,
              sort: (sort || undefined) as 'severity' | undefined,
              state: facets['state'] as ('open' | 'muted')[],
            },
          })
        }
        facets={[
          {
            name: 'state',
            label: t('checks.state'),
            options: (['open', 'muted'] as const).map((value) => ({
              value,
              label: t(`checks.states.${value}`),
            })),
          },
        ]}
        empty={{ title: t('checks.emptyClient'), text: t('checks.emptyClientText') }}
      />
    </section>
  );
}
