import { Anchor, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Reference } from '../api/types.js';
import { useDates } from '../shell/use-dates.js';
import { AddUri } from './add-uri.js';
import { RedirectUriComparison } from './redirect-uri-comparison.js';

type Kind = 'unknown-client' | 'redirect-mismatch' | 'malformed' | 'server';

interface Props {
  reference: Reference;
  /** The registration that it is compared with has changed. */
  onChanged: () => void;
}

/** What happened, in words first. */
export function ReferenceReport({ reference, onChanged }: Props): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const kind = reference.kind as Kind;
  const { client, failure } = reference;
  const clientId = kind === 'unknown-client' ? reference.received : reference.clientId;
  return (
    <div role="region" aria-labelledby="what">
      <Title order={2} size="h3" id="what">
        {t(`references.what.${kind}`)}
      </Title>
      <Text mt={4} mb="lg">
        {t(`references.remedy.${kind}`)}
        {reference.event === 'logout_request.refused' && ` ${t('references.signOut')}`}
      </Text>
      {reference.received !== null && kind === 'redirect-mismatch' && (
        <RedirectUriComparison received={reference.received} registered={reference.registered}>
          <AddUri reference={reference} onAdded={onChanged} />
        </RedirectUriComparison>
      )}
      <section className="card">
        <dl className="facts">
          <dt>{t('references.at')}</dt>
          <dd>
            {dates.dateTime(reference.at)} (<time dateTime={reference.at}>{utc(reference.at)}</time>)
          </dd>
          <dt>{t('references.client')}</dt>
          <dd>
            {client ? (
              <Anchor component={Link} to={`/clients/${encodeURIComponent(client.clientId)}`}>
                {client.disabled ? t('references.clientDisabled', { name: client.name }) : client.name}
              </Anchor>
            ) : clientId === null ? (
              t('references.clientUnknown')
            ) : (
              t('references.clientGone', { clientId })
            )}
          </dd>
          <dt>{t('references.code')}</dt>
          <dd className="mono">{reference.code}</dd>
          <dt>{t('references.description')}</dt>
          <dd lang="en">{reference.description}</dd>
          <dt>{t('references.status')}</dt>
          <dd>{reference.status}</dd>
          {reference.path !== null && (
            <>
              <dt>{t('references.request')}</dt>
              <dd className="mono">
                {reference.method} {reference.path}
              </dd>
            </>
          )}
          {failure && (
            <>
              <dt>{t('references.failure')}</dt>
              <dd className="mono" lang="en">
                {failure.name}: {failure.line}
              </dd>
            </>
          )}
        </dl>
      </section>
    </div>
  );
}

/** As the error page shows it, and the log. */
function utc(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
