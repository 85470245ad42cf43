import { Button, Group, Stack, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Problem } from '../api/problem.js';
import { Dialog } from '../shell/dialog.js';
import { useNotify } from '../shell/use-notify.js';
import { changesOf, CLAIMS, draftOf, SWITCHES, type ClaimDraft } from './claims.js';
import type { User } from './types.js';

export function EditUserDialog({ user, onClose }: { user: User; onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();
  const before = draftOf(user.claims);
  const [draft, setDraft] = useState<ClaimDraft>(before);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const { subject, version } = user;
  const fields = failure instanceof Problem ? failure.fields : [];

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const body = changesOf(before, draft);
    if (Object.keys(body).length === 0) return onClose();
    setBusy(true);
    setFailure(null);
    try {
      const changed = await call('patch', '/api/users/{subject}', {
        path: { subject },
        body,
        ifMatch: version,
      });
      queries.setQueryData(['user', subject], changed);
      void queries.invalidateQueries({ queryKey: ['users'] });
      notify.done(t('user.saved'));
      onClose();
    } catch (problem) {
      setFailure(problem);
      setBusy(false);
    }
  };

  return (
    <Dialog title={t('user.edit')} onClose={onClose} size="lg">
      {failure !== null && <ProblemAlert problem={failure} />}
      <form noValidate onSubmit={(event) => void save(event)}>
        <Stack gap="md">
          {CLAIMS.map((name, i) => {
            const verified = SWITCHES[name];
            return (
              <div key={name}>
                <TextInput
                  label={t(`user.claim.${name}`)}
                  value={draft[name]}
                  error={
                    fields.some(({ field }) => field === name) &&
                    t(name === 'email' ? 'user.invalidEmail' : 'user.invalid')
                  }
                  onChange={({ currentTarget }) => setDraft({ ...draft, [name]: currentTarget.value })}
                  maxLength={255}
                  autoComplete="off"
                  data-autofocus={i === 0 || undefined}
                />
                {verified && (
                  <Switch
                    mt="xs"
                    label={t(`user.claim.${verified}`)}
                    checked={draft[verified]}
                    disabled={draft[name].trim() === ''}
                    onChange={({ currentTarget }) =>
                      setDraft({ ...draft, [verified]: currentTarget.checked })
                    }
                  />
                )}
              </div>
            );
          })}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('app.cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {t('user.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
