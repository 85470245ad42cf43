import { Button, Group, Radio, SegmentedControl, Stack, Text, Timeline } from '@mantine/core';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Dialog } from '../shell/dialog.js';
import { useDates } from '../shell/use-dates.js';
import type { Key, Keys } from './types.js';

interface RotateDialogProps {
  readonly keys: Keys;
  readonly onDone: (message: string) => Promise<void>;
  readonly onClose: () => void;
}

type Algorithm = Key['algorithm'];

/** Replaces the key that signs: which one follows, and what happens when, before anything does. */
export function RotateDialog({ keys, onDone, onClose }: RotateDialogProps): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const label = useId();
  const [algorithm, setAlgorithm] = useState<Algorithm>('ES256');
  const [choice, setChoice] = useState<'waiting' | 'fresh'>('waiting');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [now] = useState(Date.now);
  const mine = keys.items.filter((key) => key.algorithm === algorithm);
  const waiting = mine.find(({ state }) => state === 'next');
  const isFresh = choice === 'fresh' || !waiting;
  const publishedAt = isFresh ? now : Date.parse(waiting.createdAt);
  const activatesAt = isFresh
    ? now + keys.publishAheadSeconds * 1000
    : Math.max(now, Date.parse(waiting.earliestActivation));
  const retiresAt = activatesAt + keys.retentionSeconds * 1000;
  const at = (time: number): string => dates.dateTime(new Date(time).toISOString());

  const rotate = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      if (isFresh) await call('post', '/api/keys', { body: { algorithm } });
      else await call('post', '/api/keys/{kid}/activate', { path: { kid: waiting.kid }, body: {} });
      await onDone(t('keys.rotated', { when: at(activatesAt) }));
      onClose();
    } catch (problem) {
      setFailure(problem);
      setBusy(false);
    }
  };

  return (
    <Dialog title={t('keys.rotateTitle')} onClose={onClose} size="lg">
      {failure !== null && <ProblemAlert problem={failure} />}
      <Stack gap="lg">
        <div>
          <Text size="sm" fw={500} mb={4} id={label}>
            {t('keys.algorithm')}
          </Text>
          <SegmentedControl
            aria-labelledby={label}
            value={algorithm}
            onChange={(value) => setAlgorithm(value as Algorithm)}
            data={[
              { value: 'ES256', label: t('keys.es256') },
              { value: 'RS256', label: t('keys.rs256') },
            ]}
          />
        </div>
        <Radio.Group
          label={t('keys.successor')}
          value={isFresh ? 'fresh' : 'waiting'}
          onChange={(value) => setChoice(value as typeof choice)}
        >
          <Stack gap="sm" mt="xs">
            <Radio
              value="waiting"
              disabled={!waiting}
              label={t('keys.useWaiting')}
              description={
                waiting ? t('keys.useWaitingText', { when: dates.dateTime(waiting.createdAt) }) : undefined
              }
            />
            <Radio value="fresh" label={t('keys.useFresh')} description={t('keys.useFreshText')} />
          </Stack>
        </Radio.Group>
        <Timeline active={isFresh ? -1 : 0} bulletSize={20} lineWidth={2} aria-label={t('keys.steps')}>
          <Timeline.Item title={t('keys.stepPublish')}>
            <Step when={at(publishedAt)} text={t('keys.stepPublishText')} />
          </Timeline.Item>
          <Timeline.Item title={t('keys.stepActivate')}>
            <Step when={at(activatesAt)} text={t('keys.stepActivateText')} />
          </Timeline.Item>
          <Timeline.Item title={t('keys.stepRetire')}>
            <Step when={at(retiresAt)} text={t('keys.stepRetireText')} />
          </Timeline.Item>
        </Timeline>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('app.cancel')}
          </Button>
          <Button loading={busy} onClick={() => void rotate()}>
            {t('keys.rotateAction')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function Step({ when, text }: { when: string; text: string }): ReactNode {
  return (
    <>
      <Text size="sm" fw={550}>
        {when}
      </Text>
      <Text size="sm" c="dimmed">
        {text}
      </Text>
    </>
  );
}
