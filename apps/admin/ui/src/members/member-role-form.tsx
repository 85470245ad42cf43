import { Button, Group, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { useAllowed } from '../session/use-permission.js';
import { useNotify } from '../shell/use-notify.js';
import { differs, requestOf, useRoleDraft } from './role-draft.js';
import { RoleFields } from './role-fields.js';
import type { Member } from './types.js';

/** What the member may do, to look at and to change. */
export function MemberRoleForm({ member }: { member: Member }): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();
  const isEditable = useAllowed()('members.edit');
  const [, setParameters] = useSearchParams();
  const [draft, setDraft] = useRoleDraft(member);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const isChanged = differs(draft, member);
  const { subject, version } = member;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      const changed = await call('patch', '/api/members/{subject}', {
        path: { subject },
        body: requestOf(draft),
        ifMatch: version,
      });
      queries.setQueryData(['member', subject], changed);
      // The person's own rights may have changed.
      void queries.invalidateQueries({ queryKey: ['session'] });
      void queries.invalidateQueries({ queryKey: ['members'] });
      setParameters({}, { replace: true });
      notify.done(t('members.changed', { name: changed.name }));
    } catch (problem) {
      setFailure(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className="card" aria-labelledby="rights" noValidate onSubmit={(event) => void submit(event)}>
      <Title order={2} size="h4" id="rights" mb="md">
        {t('members.rights')}
      </Title>
      {failure !== null && <ProblemAlert problem={failure} />}
      <RoleFields draft={draft} onChange={setDraft} disabled={!isEditable} />
      {isEditable && (
        <Group mt="lg">
          <Button type="submit" disabled={!isChanged} loading={busy}>
            {t('members.save')}
          </Button>
          {isChanged && (
            <Button variant="default" onClick={() => setParameters({}, { replace: true })}>
              {t('members.discard')}
            </Button>
          )}
        </Group>
      )}
    </form>
  );
}
