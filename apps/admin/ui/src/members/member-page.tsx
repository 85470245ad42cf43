import { Alert, Button, Group, Skeleton, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Problem } from '../api/problem.js';
import { useSession } from '../session/session-context.js';
import { useAllowed } from '../session/use-permission.js';
import { BackLink } from '../shell/back-link.js';
import { ConfirmDialog } from '../shell/confirm-dialog.js';
import { PageTitle } from '../shell/page-title.js';
import { useDates } from '../shell/use-dates.js';
import { useNotify } from '../shell/use-notify.js';
import { MemberRoleForm } from './member-role-form.js';
import type { Member } from './types.js';

export function MemberPage(): ReactNode {
  const { t } = useTranslation();
  const { subject = '' } = useParams();
  const member = useQuery({
    queryKey: ['member', subject],
    queryFn: () => call('get', '/api/members/{subject}', { path: { subject } }),
    retry: false,
  });
  const isMissing = member.error instanceof Problem && member.error.status === 404;
  return (
    <div className="page">
      <BackLink to="/members">{t('members.back')}</BackLink>
      {member.isError && <PageTitle mb="md">{t(isMissing ? 'members.gone' : 'problem.title')}</PageTitle>}
      {member.isError && !isMissing && (
        <ProblemAlert problem={member.error} onRetry={() => void member.refetch()} />
      )}
      {!member.data && !member.isError && (
        <Skeleton height={240} aria-label={t('app.loading')} role="status" />
      )}
      {member.data && <Details member={member.data} />}
    </div>
  );
}

function Details({ member }: { member: Member }): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const allowed = useAllowed();
  const isSelf = useSession().subject === member.subject;
  return (
    <>
      <PageTitle mb="md">{member.name}</PageTitle>
      {isSelf && (
        <Alert color="indigo" variant="light" mb="lg">
          {t('members.self')}
        </Alert>
      )}
      <section className="card" aria-label={t('members.facts')}>
        <dl className="facts">
          <dt>{t('members.subject')}</dt>
          <dd className="mono">{member.subject}</dd>
          <dt>{t('members.columnLastSignIn')}</dt>
          <dd>{member.lastSignInAt ? dates.dateTime(member.lastSignInAt) : t('app.never')}</dd>
          <dt>{t('members.columnAddedBy')}</dt>
          <dd>
            {t('members.addedOn', {
              name: member.addedBy ?? t('members.commandLine'),
              date: dates.date(member.addedAt),
            })}
          </dd>
        </dl>
      </section>
      <MemberRoleForm key={member.version} member={member} />
      {allowed('members.edit') && <Leaving member={member} />}
    </>
  );
}

/** Ends sessions, and membership. */
function Leaving({ member }: { member: Member }): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<'sign-out' | 'remove' | null>(null);
  const { name, subject, version } = member;

  const signOut = async (): Promise<void> => {
    const { sessions } = await call('post', '/api/members/{subject}/sign-out', { path: { subject } });
    notify.done(t('members.signedOut', { name, count: sessions }));
  };
  const remove = async (): Promise<void> => {
    await call('delete', '/api/members/{subject}', { path: { subject }, ifMatch: version });
    void queries.invalidateQueries({ queryKey: ['members'] });
    notify.done(t('members.removed', { name }));
    await navigate('/members');
  };

  return (
    <section className="card" aria-labelledby="leaving">
      <Title order={2} size="h4" id="leaving" mb="md">
        {t('members.leaving')}
      </Title>
      <Group justify="space-between" gap="md" mb="md">
        <Text size="sm" flex="1 1 20rem">
          {t('members.signOutText')}
        </Text>
        <Button variant="default" onClick={() => setAsking('sign-out')}>
          {t('members.signOut')}
        </Button>
      </Group>
      <Group justify="space-between" gap="md">
        <Text size="sm" flex="1 1 20rem">
          {t('members.removeText')}
        </Text>
        <Button color="red" variant="outline" onClick={() => setAsking('remove')}>
          {t('members.remove')}
        </Button>
      </Group>
      {asking === 'sign-out' && (
        <ConfirmDialog
          title={t('members.signOutTitle', { name })}
          text={t('members.signOutText')}
          action={t('members.signOut')}
          onConfirm={signOut}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === 'remove' && (
        <ConfirmDialog
          title={t('members.removeTitle', { name })}
          text={t('members.removeText')}
          action={t('members.remove')}
          onConfirm={remove}
          onClose={() => setAsking(null)}
        />
      )}
    </section>
  );
}
