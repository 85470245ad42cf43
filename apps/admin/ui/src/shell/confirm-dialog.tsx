import { Button, Group, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../api/problem-alert.js';
import { Dialog } from './dialog.js';

interface ConfirmDialogProps {
  readonly title: string;
  readonly text: string;
  /** What the red button says. */
  readonly action: string;
  /** Does it. When it throws, the dialog stays and says why. */
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
  /** What is to be chosen before. */
  readonly children?: ReactNode;
}

/** Asks before something that hurts. */
export function ConfirmDialog({
  title,
  text,
  action,
  onConfirm,
  onClose,
  children,
}: ConfirmDialogProps): ReactNode {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  const confirm = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await onConfirm();
      onClose();
    } catch (problem) {
      setFailure(problem);
      setBusy(false);
    }
  };

  return (
    <Dialog title={title} onClose={onClose}>
      {failure !== null && <ProblemAlert problem={failure} />}
      <Text mb="lg">{text}</Text>
      {children}
      <Group justify="flex-end">
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('app.cancel')}
        </Button>
        <Button color="red" loading={busy} onClick={() => void confirm()}>
          {action}
        </Button>
      </Group>
    </Dialog>
  );
}
