import { Button, Group, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Dialog } from '../shell/dialog.js';
import type { Check } from './types.js';
import { useCheckTexts } from './use-check-texts.js';

interface FixDialogProps {
  readonly check: Check;
  readonly onFixed: () => void;
  readonly onClose: () => void;
}

/** Says what would be changed, before it is. */
export function FixDialog({ check, onFixed, onClose }: FixDialogProps): ReactNode {
  const { t } = useTranslation();
  const { title, fix } = useCheckTexts()(check);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  const apply = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await call('post', '/api/checks/{id}/fix', { path: { id: check.id }, ifMatch: check.version });
      onFixed();
    } catch (problem) {
      setFailure(problem);
      setBusy(false);
    }
  };

  return (
    <Dialog title={t('checks.fixTitle')} onClose={onClose}>
      {failure !== null && <ProblemAlert problem={failure} />}
      <Text fw={600}>
        {title}: <bdi>{check.objectName}</bdi>
      </Text>
      <Text mt="xs" mb="lg">
        {fix}
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('app.cancel')}
        </Button>
        <Button data-autofocus loading={busy} onClick={() => void apply()}>
          {t('checks.fix')}
        </Button>
      </Group>
    </Dialog>
  );
}
