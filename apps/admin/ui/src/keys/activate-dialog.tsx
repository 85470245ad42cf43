import { Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Dialog } from '../shell/dialog.js';
import { useDates } from '../shell/use-dates.js';
import { localInput } from './local-input.js';
import type { Key } from './types.js';

interface ActivateDialogProps {
  readonly of: Key;
  readonly onDone: (message: string) => Promise<void>;
  readonly onClose: () => void;
}

/** When a waiting key takes over: as soon as it may, or at a chosen time. */
export function ActivateDialog({ of: key, onDone, onClose }: ActivateDialogProps): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const [choice, setChoice] = useState<'soon' | 'later'>('soon');
  const [time, setTime] = useState(localInput(key.activatesAt));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const isNow = Date.parse(key.earliestActivation) <= Date.now() + 1000;

  const activate = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const activatesAt = choice === 'soon' ? null : new Date(time).toISOString();
      await call('post', '/api/keys/{kid}/activate', { path: { kid: key.kid }, body: { activatesAt } });
      await onDone(t('keys.activated'));
      onClose();
    } catch (problem) {
      setFailure(problem);
      setBusy(false);
    }
  };

  return (
    <Dialog title={t('keys.activateTitle')} onClose={onClose}>
      {failure !== null && <ProblemAlert problem={failure} />}
      <Text size="sm" mb="md">
        {t('keys.activateText', { when: dates.dateTime(key.activatesAt) })}
      </Text>
      <Radio.Group
        label={t('keys.when')}
        value={choice}
        onChange={(value) => setChoice(value as typeof choice)}
        mb="lg"
      >
        <Stack gap="sm" mt="xs">
          <Radio
            value="soon"
            label={
              isNow
                ? t('keys.activateNow')
                : t('keys.activateSoon', { when: dates.dateTime(key.earliestActivation) })
            }
          />
          <Radio value="later" label={t('keys.activateLater')} />
        </Stack>
      </Radio.Group>
      {choice === 'later' && (
        <TextInput
          type="datetime-local"
          label={t('keys.time')}
          description={t('keys.timeHint', { when: dates.dateTime(key.earliestActivation) })}
          value={time}
          onChange={({ currentTarget }) => setTime(currentTarget.value)}
          mb="lg"
        />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('app.cancel')}
        </Button>
        <Button loading={busy} disabled={choice === 'later' && time === ''} onClick={() => void activate()}>
          {t('keys.activateAction')}
        </Button>
      </Group>
    </Dialog>
  );
}
