import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import type { NewSecret } from '../api/types.js';
import { Dialog } from '../shell/dialog.js';
import { endOfDay } from './secret-state.js';

interface AddSecretDialogProps {
  readonly clientId: string;
  readonly onAdded: (secret: NewSecret) => void;
  readonly onClose: () => void;
}

export function AddSecretDialog({ clientId, onAdded, onClose }: AddSecretDialogProps): ReactNode {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [day, setDay] = useState('');
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const nameMissing = name.trim() === '';
  const past = day !== '' && Date.parse(endOfDay(day)) <= Date.now();

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setChecked(true);
    if (nameMissing || past || busy) return;
    setBusy(true);
    setFailure(null);
    try {
      onAdded(
        await call('post', '/api/clients/{clientId}/secrets', {
          path: { clientId },
          body: { name: name.trim(), expiresAt: day ? endOfDay(day) : null },
        }),
      );
    } catch (problem) {
      setFailure(problem);
      setBusy(false);
    }
  };

  return (
    <Dialog title={t('client.addSecret')} onClose={onClose}>
      {failure !== null && <ProblemAlert problem={failure} />}
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          <TextInput
            label={t('client.secretName')}
            description={t('client.secretNameHint')}
            error={checked && nameMissing ? t('client.secretNameMissing') : undefined}
            required
            maxLength={100}
            data-autofocus
            autoComplete="off"
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <TextInput
            type="date"
            label={t('client.secretExpires')}
            description={t('client.secretExpiresHint')}
            error={checked && past ? t('client.secretExpiresPast') : undefined}
            value={day}
            onChange={({ currentTarget }) => setDay(currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('app.cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {t('client.addSecret')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
