import { Anchor, Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { CheckObject } from '../checks/check-object.js';
import { SeverityBadge } from '../checks/severity-badge.js';
import type { Check } from '../checks/types.js';
import { useCheckTexts } from '../checks/use-check-texts.js';
import classes from './overview.module.css';

/** The issues that matter most. */
export function WorstIssues({ checks }: { checks: readonly Check[] }): ReactNode {
  const { t } = useTranslation();
  const textsOf = useCheckTexts();
  return (
    <section className="card" aria-labelledby="worst-issues">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id="worst-issues">
          {t('overview.issues')}
        </Title>
        <Anchor component={Link} to="/checks" size="sm">
          {t('overview.allIssues')}
        </Anchor>
      </Group>
      {checks.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('overview.noIssues')}
        </Text>
      )}
      <ul className={classes.rows}>
        {checks.map((check) => (
          <li key={check.id}>
            <Group justify="space-between" align="flex-start" wrap="nowrap">
              <div>
                <Text size="sm" fw={550}>
                  {textsOf(check).title}
                </Text>
                <CheckObject check={check} />
              </div>
              <SeverityBadge severity={check.severity} />
            </Group>
          </li>
        ))}
      </ul>
    </section>
  );
}
