import { Badge, Button, Group, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import type { components } from '../api/schema.js';
import { ConfirmDialog } from '../shell/confirm-dialog.js';
import { useDates } from '../shell/use-dates.js';
import { useNotify } from '../shell/use-notify.js';
import classes from './own-sessions.module.css';

type OwnSession = components['schemas']['OwnSessionResponse'];

/** The browsers in which the person is signed in, and a way out of each. */
export function OwnSessions(): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const [asks, setAsks] = useState(false);
  const sessions = useQuery({
    queryKey: ['own-sessions'],
    queryFn: () => call('get', '/api/account/sessions'),
  });
  const items = sessions.data?.items;
  const others = items?.filter(({ current }) => !current) ?? [];

  const endOthers = async (): Promise<void> => {
    const { ended } = await call('delete', '/api/account/sessions');
    notify.done(t('account.endedOthers', { count: ended }));
    await sessions.refetch();
  };

  return (
    <section className="card" aria-labelledby="sessions">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id="sessions">
          {t('account.sessions')}
        </Title>
        {others.length > 0 && (
          <Button variant="default" size="xs" onClick={() => setAsks(true)}>
            {t('account.endOthers')}
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed" mb="md">
        {t('account.sessionsHint')}
      </Text>
      {sessions.isError && <ProblemAlert problem={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.isPending && <Skeleton height={64} aria-label={t('app.loading')} role="status" />}
      {items && (
        <ul className={classes.list}>
          {items.map((session) => (
            <Session key={session.id} session={session} onEnded={() => void sessions.refetch()} />
          ))}
        </ul>
      )}
      {asks && (
        <ConfirmDialog
          title={t('account.endOthers')}
          text={t('account.endOthersText', { count: others.length })}
          action={t('account.endOthers')}
          onConfirm={endOthers}
          onClose={() => setAsks(false)}
        />
      )}
    </section>
  );
}

function Session({ session, onEnded }: { session: OwnSession; onEnded: () => void }): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const notify = useNotify();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const { id, current, browser, system, source } = session;
  const name = browser
    ? system
      ? t('account.browserOn', { browser, system })
      : browser
    : t('account.unknownBrowser');

  const end = async (): Promise<void> => {
    setBusy(true);
    try {
      await call('delete', '/api/account/sessions/{sessionId}', { path: { sessionId: id } });
      notify.done(t('account.ended', { name }));
      onEnded();
    } catch (refusal) {
      setProblem(refusal);
      setBusy(false);
    }
  };

  return (
    <li className={classes.session}>
      <div>
        <Group gap="xs">
          <Text fw={550} span>
            {name}
          </Text>
          {current && (
            <Badge variant="light" className="status" tt="none">
              {t('account.current')}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {source !== null && `${t('account.from', { source })} · `}
          {t('account.since', { when: dates.dateTime(session.createdAt) })} ·{' '}
          {t('account.lastSeen', { when: dates.dateTime(session.lastSeenAt) })}
        </Text>
        {problem !== null && <ProblemAlert problem={problem} />}
      </div>
      {!current && (
        <Button
          variant="default"
          size="xs"
          loading={busy}
          aria-label={t('account.endNamed', { name })}
          onClick={() => void end()}
        >
          {t('app.signOut')}
        </Button>
      )}
    </li>
  );
}
