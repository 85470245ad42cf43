import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Dialog } from '../shell/dialog.js';
import type { Check } from './types.js';
import { useCheckTexts } from './use-check-texts.js';

interface MuteDialogProps {
  readonly check: Check;
  readonly onMuted: () => void;
  readonly onClose: () => void;
}

/** An issue is muted only for a reason. */
export function MuteDialog({ check, onMuted, onClose }: MuteDialogProps): ReactNode {
  const { t } = useTranslation();
  const { title } = useCheckTexts()(check);
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const missing = reason.trim() === '';

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setChecked(true);
    if (missing || busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await call('post', '/api/checks/{id}/mute', { path: { id: check.id }, body: { reason } });
      onMuted();
    } catch (problem) {
      setFailure(problem);
      setBusy(false);
    }
  };

  return (
    <Dialog title={t('checks.muteTitle')} onClose={onClose}>
      {failure !== null && <ProblemAlert problem={failure} />}
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          <div>
            <Text fw={600}>
              {title}: <bdi>{check.objectName}</bdi>
            </Text>
            <Text mt="xs">{t('checks.muteText')}</Text>
          </div>
          <Textarea
            label={t('checks.reason')}
            description={t('checks.reasonHint')}
            error={checked && missing ? t('checks.reasonMissing') : undefined}
            required
            maxLength={500}
            rows={3}
            data-autofocus
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('app.cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {t('checks.mute')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
