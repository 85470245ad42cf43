import { Alert, Button, Code, Group, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Problem } from '../api/problem.js';
import { BackLink } from '../shell/back-link.js';
import { CopyButton } from '../shell/copy-button.js';
import { Icon } from '../shell/icon.js';
import { PageTitle } from '../shell/page-title.js';
import { auditQueryOf, filtersOf } from './audit-query.js';
import { ChangesTable } from './changes-table.js';
import { EventFacts } from './event-facts.js';
import type { AuditEntry } from './types.js';
import { useSentence } from './use-sentence.js';

/** One event, between its neighbours of the search that led here. */
export function EventPage(): ReactNode {
  const { t } = useTranslation();
  const { reference = '' } = useParams();
  const [address] = useSearchParams();
  const filters = filtersOf(address);
  const entry = useQuery({
    queryKey: ['audit-event', reference, filters],
    queryFn: () =>
      call('get', '/api/audit/{reference}', { path: { reference }, query: auditQueryOf(address) }),
  });
  const isMissing = entry.error instanceof Problem && entry.error.status === 404;
  return (
    <div className="page">
      <BackLink to={`/audit${filters}`}>{t('audit.back')}</BackLink>
      {isMissing && (
        <>
          <PageTitle mb="md">{t('app.notFound')}</PageTitle>
          <Alert color="gray">{t('audit.unknown')}</Alert>
        </>
      )}
      {entry.isError && !isMissing && (
        <>
          <PageTitle mb="md">{t('problem.title')}</PageTitle>
          <ProblemAlert problem={entry.error} onRetry={() => void entry.refetch()} />
        </>
      )}
      {entry.isPending && <Skeleton height={240} aria-label={t('app.loading')} role="status" />}
      {entry.data && <Entry entry={entry.data} filters={filters} />}
    </div>
  );
}

function Entry({ entry, filters }: { entry: AuditEntry; filters: string }): ReactNode {
  const { t } = useTranslation();
  const sentence = useSentence();
  const { newer, older, ...event } = entry;
  const raw = JSON.stringify(event, null, 2);
  return (
    <>
      <Group justify="space-between" align="flex-start" mb="lg">
        <div>
          <PageTitle>{sentence(entry)}</PageTitle>
          <Text size="sm" c="dimmed" className="mono">
            {entry.event}
          </Text>
        </div>
        <Group gap="xs" component="nav" aria-label={t('audit.neighbours')}>
          <Neighbour reference={newer} filters={filters} label={t('audit.newer')} icon="back" />
          <Neighbour reference={older} filters={filters} label={t('audit.older')} icon="next" />
        </Group>
      </Group>
      <EventFacts entry={entry} />
      <ChangesTable data={entry.data} />
      <section className="card" aria-labelledby="raw">
        <Group justify="space-between" mb="md">
          <Title order={2} size="h4" id="raw">
            {t('audit.raw')}
          </Title>
          <CopyButton value={raw} what={t('audit.raw')} variant="subtle" />
        </Group>
        <Code block tabIndex={0}>
          {raw}
        </Code>
      </section>
    </>
  );
}

interface NeighbourProps {
  readonly reference: string | null;
  readonly filters: string;
  readonly label: string;
  readonly icon: 'back' | 'next';
}

function Neighbour({ reference, filters, label, icon }: NeighbourProps): ReactNode {
  const sides =
    icon === 'back'
      ? { leftSection: <Icon name={icon} size={16} /> }
      : { rightSection: <Icon name={icon} size={16} /> };
  if (reference === null) {
    return (
      <Button variant="default" size="sm" disabled {...sides}>
        {label}
      </Button>
    );
  }
  return (
    <Button component={Link} to={`/audit/${reference}${filters}`} variant="default" size="sm" {...sides}>
      {label}
    </Button>
  );
}
