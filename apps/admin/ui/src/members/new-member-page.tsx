import { Button, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { BackLink } from '../shell/back-link.js';
import { PageTitle } from '../shell/page-title.js';
import { useNotify } from '../shell/use-notify.js';
import { requestOf, useRoleDraft } from './role-draft.js';
import { RoleFields } from './role-fields.js';
import { UserChoice } from './user-choice.js';

export function NewMemberPage(): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [parameters, setParameters] = useSearchParams();
  const [draft, setDraft] = useRoleDraft({ role: 'viewer', clients: null });
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const subject = parameters.get('subject') ?? '';

  const choose = (chosen: string): void => {
    const next = new URLSearchParams(parameters);
    next.set('subject', chosen);
    setParameters(next, { replace: true });
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setChecked(true);
    if (subject === '' || busy) return;
    setBusy(true);
    setFailure(null);
    try {
      const member = await call('post', '/api/members', { body: { subject, ...requestOf(draft) } });
      void queries.invalidateQueries({ queryKey: ['members'] });
      notify.done(t('members.added', { name: member.name }));
      await navigate('/members');
    } catch (problem) {
      setFailure(problem);
      setBusy(false);
    }
  };

  return (
    <div className="page">
      <BackLink to="/members">{t('members.back')}</BackLink>
      <PageTitle>{t('members.add')}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t('members.addLead')}
      </Text>
      {failure !== null && <ProblemAlert problem={failure} />}
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="xl">
          <UserChoice
            value={subject}
            onChange={choose}
            error={checked && subject === '' ? t('members.userMissing') : undefined}
          />
          <RoleFields draft={draft} onChange={setDraft} />
          <Group>
            <Button type="submit" loading={busy}>
              {t('members.add')}
            </Button>
            <Button component={Link} to="/members" variant="default">
              {t('app.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </div>
  );
}
