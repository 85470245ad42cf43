import { Anchor, Text, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PreviewProblem } from '../token-preview/preview-problem.js';
import classes from './playground.module.css';
import type { Run } from './types.js';
import { useAct } from './use-act.js';

type Device = NonNullable<Run['device']>;

/** What a device would show. It polls, as a device does, while somebody looks at it. */
export function DeviceCard({ run, device }: { run: Run; device: Device }): ReactNode {
  const { t } = useTranslation();
  const { failure, act } = useAct(run);
  const error = errorOf(run);
  const isOver = error !== null && error !== 'authorization_pending' && error !== 'slow_down';
  useEffect(() => {
    if (isOver || failure !== null) return;
    // Every answer is a new run, which waits for the interval anew.
    const timer = setTimeout(
      () => void act('poll'),
      (device.interval + (error === 'slow_down' ? 5 : 0)) * 1000,
    );
    return () => clearTimeout(timer);
  }, [run, isOver, failure]);
  return (
    <section className="card" aria-labelledby="device">
      <Title order={2} size="h4" id="device">
        {t('playground.device')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('playground.deviceText')}
      </Text>
      <p className={classes.userCode}>{device.userCode}</p>
      <Anchor
        href={device.verificationUriComplete ?? device.verificationUri}
        target="_blank"
        rel="noreferrer"
        size="sm"
        className="mono"
      >
        {device.verificationUri}
      </Anchor>
      <Text size="sm" mt="sm" role="status">
        {isOver ? t('playground.deviceOver', { error }) : t('playground.deviceWaiting')}
      </Text>
      {failure !== null && <PreviewProblem problem={failure} />}
    </section>
  );
}

/** Of the last poll. */
function errorOf({ exchanges }: Run): string | null {
  const last = exchanges.at(-1);
  if (last?.step !== 'poll' || !last.response) return null;
  try {
    return (JSON.parse(last.response.body) as { error?: string }).error ?? null;
  } catch {
    return 'invalid_response';
  }
}
