import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Column } from '../lists/data-table.js';
import { useDates } from '../shell/use-dates.js';
import { filtersOf } from './audit-query.js';
import { FilterCell } from './filter-cell.js';
import { OutcomeBadge } from './outcome-badge.js';
import type { AuditEvent } from './types.js';
import { useRelativeTime } from './use-relative-time.js';
import classes from './use-audit-columns.module.css';
import { useSentence } from './use-sentence.js';

/** @param ofOneClient the list is about one client: nobody needs to read it in each row */
export function useAuditColumns(ofOneClient = false): readonly Column<AuditEvent>[] {
  const { t } = useTranslation();
  const dates = useDates();
  const ago = useRelativeTime();
  const sentence = useSentence();
  const [address] = useSearchParams();
  const filters = ofOneClient ? '' : filtersOf(address);
  return [
    {
      key: 'at',
      header: t('audit.at'),
      wide: true,
      cell: ({ at }) => (
        <time dateTime={at} className={classes.time}>
          <Text size="sm">{ago(at)}</Text>
          <Text size="xs" c="dimmed">
            {dates.dateTime(at)}
          </Text>
        </time>
      ),
    },
    {
      key: 'event',
      header: t('audit.event'),
      rowHeader: true,
      cell: (event) => (
        <>
          <Anchor component={Link} to={`/audit/${event.reference}${filters}`} size="sm">
            {sentence(event)}
          </Anchor>
          <Text size="xs" c="dimmed" className="mono">
            {event.event}
          </Text>
          {/* Its own column is left out on narrow screens. */}
          <Text size="xs" c="dimmed" hiddenFrom="sm">
            {`${ago(event.at)} · ${dates.dateTime(event.at)}`}
          </Text>
        </>
      ),
    },
    { key: 'outcome', header: t('audit.outcome'), cell: ({ outcome }) => <OutcomeBadge outcome={outcome} /> },
    {
      key: 'actor',
      header: t('audit.actor'),
      wide: true,
      cell: ({ actor }) =>
        actor ? (
          <FilterCell name="actor" value={actor.subject} label={actor.name ?? actor.subject} />
        ) : (
          <Nothing />
        ),
    },
    {
      key: 'target',
      header: t('audit.subject'),
      wide: true,
      optional: ofOneClient,
      cell: ({ target }) =>
        target ? (
          <FilterCell name="subject" value={target.subject} label={target.name ?? target.subject} />
        ) : (
          <Nothing />
        ),
    },
    ...(ofOneClient
      ? []
      : [
          {
            key: 'client',
            header: t('audit.clientId'),
            wide: true,
            cell: ({ client }: AuditEvent) =>
              client ? (
                <FilterCell name="clientId" value={client.clientId} label={client.name ?? client.clientId} />
              ) : (
                <Nothing />
              ),
          },
        ]),
    {
      key: 'source',
      header: t('audit.source'),
      wide: true,
      cell: ({ source }) => (source ? <FilterCell name="source" value={source} /> : <Nothing />),
    },
    {
      key: 'reference',
      header: t('audit.reference'),
      wide: true,
      optional: true,
      cell: ({ reference }) => <span className="mono">{reference}</span>,
    },
  ];
}

/** A dash for the eye, and nothing for a reader. */
function Nothing(): ReactNode {
  return (
    <Text span c="dimmed" aria-hidden="true">
      –
    </Text>
  );
}
