import { Button, Group, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';
import { useSession } from '../session/session-context.js';
import { CopyButton } from '../shell/copy-button.js';
import { Dialog } from '../shell/dialog.js';
import { download } from '../shell/download.js';
import { asEnv, asJson } from './credentials.js';
import classes from './secret-panel.module.css';

interface SecretPanelProps {
  readonly clientId: string;
  readonly secret: string;
  /** The panel is done with: drop the secret. */
  readonly onStored: () => void;
}

/** Shows a new secret, this once. Every way out but "I have stored it" asks first. */
export function SecretPanel({ clientId, secret, onStored }: SecretPanelProps): ReactNode {
  const { t } = useTranslation();
  const { issuer } = useSession();
  const [asking, setAsking] = useState(false);
  const ask = (): void => setAsking(true);
  const release = useLeaveWarning(ask);
  const leave = (): void => {
    release();
    onStored();
  };
  const credentials = { issuer, clientId, secret };

  return (
    <Dialog title={t('secret.title')} onClose={ask} size="lg">
      {asking ? (
        <div role="alert">
          <Text fw={600}>{t('secret.leaveTitle')}</Text>

          <Text mt={4}>{t('secret.leaveText')}</Text>
          <Group mt="md">
            <Button data-autofocus autoFocus onClick={() => setAsking(false)}>
              {t('secret.stay')}
            </Button>
            <Button variant="default" onClick={leave}>
              {t('secret.leave')}
            </Button>
          </Group>
        </div>
      ) : (
        <Stack gap="md">
          <Text>{t('secret.text')}</Text>
          <Credential label={t('secret.clientId')} value={clientId} />
          <Credential label={t('secret.value')} value={secret} />
          <Group gap="xs">
            <CopyButton value={asEnv(credentials)}>{t('secret.copyEnv')}</CopyButton>
            <CopyButton value={asJson(credentials)}>{t('secret.copyJson')}</CopyButton>
            <Button
              size="xs"
              variant="default"
              onClick={() => download(`${clientId}.env`, asEnv(credentials))}
            >
              {t('secret.download')}
            </Button>
          </Group>
          <Group justify="flex-end">
            <Button onClick={leave}>{t('secret.stored')}</Button>
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}

function Credential({ label, value }: { label: string; value: string }): ReactNode {
  return (
    <div>
      <Text size="sm" fw={550} mb={4}>
        {label}
      </Text>
      <div className={classes.credential}>
        <code className={classes.value}>{value}</code>
        <CopyButton value={value} what={label} />
      </div>
    </div>
  );
}

/**
 * Stops a change of page, and lets the browser warn before the tab is closed.
 *
 * @returns lets the next change of page through
 */
function useLeaveWarning(onTry: () => void): () => void {
  const released = useRef(false);
  const blocker = useBlocker(() => !released.current);
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    blocker.reset();
    onTry();
  });
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, []);
  return () => {
    released.current = true;
  };
}
