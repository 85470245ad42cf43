import { Anchor, Group, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { useSentence } from '../audit/use-sentence.js';
import { useDates } from '../shell/use-dates.js';
import classes from './overview.module.css';

const SHOWN = 6;

/** What happened last, as the audit log tells it. */
export function LatestEvents(): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const sentence = useSentence();
  const { data, error, isError } = useQuery({
    queryKey: ['audit', 'latest'],
    queryFn: () => call('get', '/api/audit', { query: { limit: SHOWN } }),
  });
  return (
    <section className="card" aria-labelledby="latest-events">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id="latest-events">
          {t('overview.events')}
        </Title>
        <Anchor component={Link} to="/audit" size="sm">
          {t('overview.allEvents')}
        </Anchor>
      </Group>
      {isError && <ProblemAlert problem={error} />}
      {!data && !isError && <Skeleton height={120} aria-label={t('app.loading')} role="status" />}
      {data?.items.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('overview.noEvents')}
        </Text>
      )}
      <ul className={classes.rows}>
        {data?.items.map((event) => (
          <li key={event.reference}>
            <Group justify="space-between" gap="xs" className={classes.event}>
              <Anchor component={Link} to={`/audit/${event.reference}`} size="sm">
                <bdi>{sentence(event)}</bdi>
              </Anchor>
              <Text size="xs" c="dimmed">
                {dates.dateTime(event.at)}
              </Text>
            </Group>
          </li>
        ))}
      </ul>
    </section>
  );
}
