import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Column } from '../lists/data-table.js';
import { useDates } from '../shell/use-dates.js';
import { CheckActions } from './check-actions.js';
import { CheckObject } from './check-object.js';
import classes from './checks.module.css';
import { SeverityBadge } from './severity-badge.js';
import type { Check } from './types.js';
import { useCheckTexts } from './use-check-texts.js';

/** The columns of every list of issues. */
export function useCheckColumns(): readonly Column<Check>[] {
  const { t } = useTranslation();
  const dates = useDates();
  const textsOf = useCheckTexts();
  return [
    {
      key: 'issue',
      header: t('checks.columnIssue'),
      rowHeader: true,
      cell: (check) => {
        const { title, reason, effect } = textsOf(check);
        return (
          <>
            <Text size="sm" fw={550}>
              {title}
            </Text>
            <Text size="sm">{reason}</Text>
            <Text size="xs" c="dimmed" mt={2}>
              {effect}
            </Text>
            {/* Their own columns are left out on narrow screens. */}
            <Group hiddenFrom="sm" gap="sm" mt="xs">
              <SeverityBadge severity={check.severity} />
              <div>
                <CheckObject check={check} />
              </div>
            </Group>
            {check.muted && (
              <Text size="xs" mt={4}>
                {t('checks.mutedBy', { ...check.muted, at: dates.date(check.muted.at) })}
              </Text>
            )}
          </>
        );
      },
    },
    {
      key: 'object',
      header: t('checks.columnObject'),
      wide: true,
      cell: (check) => <CheckObject check={check} />,
    },
    {
      key: 'severity',
      header: t('checks.columnSeverity'),
      sort: 'severity',
      wide: true,
      cell: ({ severity }) => <SeverityBadge severity={severity} />,
    },
    {
      key: 'found',
      header: t('checks.columnFound'),
      sort: 'found',
      wide: true,
      cell: ({ foundAt }) => (
        <Text size="sm" className={classes.date}>
          {dates.date(foundAt)}
        </Text>
      ),
    },
    {
      key: 'actions',
      header: t('checks.columnActions'),
      end: true,
      cell: (check) => <CheckActions check={check} />,
    },
  ];
}
