import { Anchor, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { explainRedirectUri } from '@portcullis/oauth/browser';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { call } from '../api/call.js';
import type { Client } from '../api/types.js';
import { useDates } from '../shell/use-dates.js';
import classes from './quick-start.module.css';
import type { FirstSignIn } from './types.js';

/** Milliseconds between two looks, and how long somebody is kept up to date without asking. */
const EVERY = 1_000;
const PATIENCE = 15 * 60_000;

/** Tells when somebody signs in with this client for the first time, or why it has not worked yet. */
export function FirstSignInLine({ client }: { client: Client }): ReactNode {
  const { t } = useTranslation();
  const { clientId } = client;
  const [patient, setPatient] = useState(true);
  const { data } = useQuery({
    queryKey: ['first-sign-in', clientId],
    queryFn: () => call('get', '/api/clients/{clientId}/first-sign-in', { path: { clientId } }),
    // A page in the background does not ask.
    refetchInterval: ({ state }) => (patient && state.data?.state !== 'signed_in' ? EVERY : false),
    staleTime: 0,
  });
  useEffect(() => {
    if (!patient) return;
    const timer = setTimeout(() => setPatient(false), PATIENCE);
    return () => clearTimeout(timer);
  }, [patient]);
  if (!data) return null;
  const isOver = !patient && data.state !== 'signed_in';
  return (
    <section className="card" aria-label={t('quickStart.firstSignIn')}>
      <div className={classes.waiting}>
        <span className={`${classes.dot} ${DOTS[data.state] ?? ''}`} aria-hidden="true" />
        <div role="status">
          <Sentence first={data} client={client} />
        </div>
      </div>
      {isOver && (
        <Button mt="sm" size="xs" variant="default" onClick={() => setPatient(true)}>
          {t('quickStart.lookAgain')}
        </Button>
      )}
    </section>
  );
}

const DOTS: Readonly<Record<FirstSignIn['state'], string | undefined>> = {
  waiting: undefined,
  signed_in: classes.done,
  failed: classes.failed,
};

function Sentence({ first, client }: { first: FirstSignIn; client: Client }): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  switch (first.state) {
    case 'waiting':
      return (
        <>
          <Text fw={550}>{t('quickStart.waiting')}</Text>
          <Text size="sm" c="dimmed">
            {t('quickStart.waitingText')}
          </Text>
        </>
      );
    case 'signed_in': {
      const at = dates.moment(first.at!);
      return (
        <Text fw={550}>
          {first.username === null
            ? t('quickStart.signedIn', { at })
            : t('quickStart.signedInBy', { at, name: first.username })}
        </Text>
      );
    }
    case 'failed':
      return <Failure first={first} client={client} />;
  }
}

function Failure({ first, client }: { first: FirstSignIn; client: Client }): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const { failure, received, reference, code, description } = first;
  const { tokenEndpointAuthMethod: method } = client;
  const slip = received === null ? undefined : explainRedirectUri(received, client.redirectUris)?.slip;
  return (
    <>
      <Text fw={550}>{t('quickStart.failed', { at: dates.moment(first.at!) })}</Text>
      <Text size="sm">
        {received === null
          ? t(`quickStart.failures.${nameOf(failure, method)}`, { method })
          : t('quickStart.mismatch')}
      </Text>
      {received !== null && (
        <Text size="sm" className="mono" my={4}>
          {received}
        </Text>
      )}
      {received === null && description !== null && (
        <Text size="sm" my={4} lang="en">
          <span className="mono">{code}</span>: {description}
        </Text>
      )}
      {slip && <Text size="sm">{t(`references.slip.${slip}`)}</Text>}
      {received !== null && reference && (
        <Anchor component={Link} size="sm" to={`/references?reference=${encodeURIComponent(reference)}`}>
          {t('quickStart.compare')}
        </Anchor>
      )}
      <Text size="sm" c="dimmed">
        {t('quickStart.stillWaiting')}
      </Text>
    </>
  );
}

/** A point would be a level in the messages. */
function nameOf(failure: FirstSignIn['failure'], method: Client['tokenEndpointAuthMethod']) {
  switch (failure) {
    case 'consent.denied':
      return 'denied';
    case 'sign_in.failed':
      return 'password';
    case 'sign_in.cancelled':
      return 'cancelled';
    case 'client_authentication.limited':
      return 'secret';
    case 'code.not_redeemed':
      return method === 'none' ? 'notRedeemedPublic' : 'notRedeemed';
    default:
      return 'refused';
  }
}
