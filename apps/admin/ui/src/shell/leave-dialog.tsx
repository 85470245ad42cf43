import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.js';
import { useLeaveGuard } from './use-leave-guard.js';

/** Asks before unsaved changes are lost. */
export function LeaveDialog({ unsaved }: { unsaved: boolean }): ReactNode {
  const { t } = useTranslation();
  const blocker = useLeaveGuard(unsaved);
  if (blocker.state !== 'blocked') return null;
  return (
    <Dialog title={t('app.unsaved')} onClose={blocker.reset}>
      <Text mb="lg">{t('app.unsavedText')}</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={blocker.proceed}>
          {t('app.leave')}
        </Button>
        <Button data-autofocus onClick={blocker.reset}>
          {t('app.stay')}
        </Button>
      </Group>
    </Dialog>
  );
}
