import { Anchor, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { CopyButton } from '../shell/copy-button.js';
import { useDates } from '../shell/use-dates.js';
import { OutcomeBadge } from './outcome-badge.js';
import type { AuditEntry } from './types.js';
import { useRelativeTime } from './use-relative-time.js';

/** Who, whom, when and from where, with the way to everything else about them. */
export function EventFacts({ entry }: { entry: AuditEntry }): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const ago = useRelativeTime();
  const { at, actor, target, client, source, reference } = entry;
  return (
    <section className="card" aria-labelledby="facts">
      <Title order={2} size="h4" id="facts" mb="md">
        {t('audit.facts')}
      </Title>
      <dl className="facts">
        <dt>{t('audit.at')}</dt>
        <dd>
          <time dateTime={at}>{dates.exact(at)}</time>
          <Text span c="dimmed">
            {` · ${ago(at)}`}
          </Text>
        </dd>
        <dt>{t('audit.outcome')}</dt>
        <dd>
          <OutcomeBadge outcome={entry.outcome} />
        </dd>
        <dt>{t('audit.kind')}</dt>
        <dd>{t(`audit.kinds.${entry.kind}`)}</dd>
        <dt>{t('audit.actor')}</dt>
        <dd>{actor ? <Person person={actor} filter="actor" /> : t('audit.protocol')}</dd>
        {target && (
          <>
            <dt>{t('audit.subject')}</dt>
            <dd>
              <Person person={target} filter="subject" />
            </dd>
          </>
        )}
        {client && (
          <>
            <dt>{t('audit.clientId')}</dt>
            <dd>
              {client.name === null ? (
                <span className="mono">{client.clientId}</span>
              ) : (
                <Anchor component={Link} to={`/clients/${encodeURIComponent(client.clientId)}`}>
                  <bdi>{client.name}</bdi>
                </Anchor>
              )}
            </dd>
          </>
        )}
        {source !== null && (
          <>
            <dt>{t('audit.source')}</dt>
            <dd>
              <Anchor component={Link} to={`/audit?source=${encodeURIComponent(source)}`} className="mono">
                {source}
              </Anchor>
            </dd>
          </>
        )}
        <dt>{t('audit.reference')}</dt>
        <dd>
          <span className="mono">{reference}</span>{' '}
          <CopyButton value={reference} what={t('audit.reference')} variant="subtle" />
        </dd>
      </dl>
    </section>
  );
}

interface PersonProps {
  readonly person: { readonly subject: string; readonly name: string | null };
  readonly filter: 'actor' | 'subject';
}

/** By name, with the way to what else they did or what else happened to them. */
function Person({ person: { subject, name }, filter }: PersonProps): ReactNode {
  return (
    <>
      <Anchor component={Link} to={`/audit?${filter}=${encodeURIComponent(subject)}`}>
        <bdi>{name ?? subject}</bdi>
      </Anchor>
      {name !== null && <div className="mono">{subject}</div>}
    </>
  );
}
