import { Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { ConfirmDialog } from '../shell/confirm-dialog.js';
import { Dialog } from '../shell/dialog.js';
import { useDates } from '../shell/use-dates.js';
import { useNotify } from '../shell/use-notify.js';
import { ActivateDialog } from './activate-dialog.js';
import { RotateDialog } from './rotate-dialog.js';
import type { Keys } from './types.js';
import type { OpenTask } from './use-key-task.js';

interface KeyTaskDialogProps {
  readonly keys: Keys;
  readonly task: OpenTask;
}

/** What somebody has chosen to do, with what follows from it, before it is done. */
export function KeyTaskDialog({ keys, task: { task, kid, close } }: KeyTaskDialogProps): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const notify = useNotify();
  const queries = useQueryClient();
  const key = keys.items.find((each) => each.kid === kid);

  const done = async (message: string): Promise<void> => {
    await queries.invalidateQueries({ queryKey: ['keys'] });
    notify.done(message);
  };

  if (task === 'rotate') return <RotateDialog keys={keys} onDone={done} onClose={close} />;
  if (!key) return null;
  if (task === 'activate') return <ActivateDialog of={key} onDone={done} onClose={close} />;
  if (task === 'retire') {
    return (
      <ConfirmDialog
        title={t('keys.retireTitle')}
        text={t(`keys.retireText.${key.state}`, { seconds: keys.noticedWithinSeconds })}
        action={t('keys.retireNow')}
        onConfirm={async () => {
          await call('post', '/api/keys/{kid}/retire', { path: { kid } });
          await done(t('keys.retired'));
        }}
        onClose={close}
      />
    );
  }
  if (key.deletableAt === null || Date.parse(key.deletableAt) > Date.now()) {
    return (
      <Dialog title={t('keys.notYetTitle')} onClose={close}>
        <Text size="sm" mb="lg">
          {key.deletableAt === null
            ? t('keys.stillInUse')
            : t('keys.liveTokens', { when: dates.dateTime(key.deletableAt) })}
        </Text>
        <Group justify="flex-end">
          <Button onClick={close}>{t('app.close')}</Button>
        </Group>
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      title={t('keys.deleteTitle')}
      text={t('keys.deleteText')}
      action={t('keys.deleteNow')}
      onConfirm={async () => {
        await call('delete', '/api/keys/{kid}', { path: { kid } });
        await done(t('keys.deleted'));
      }}
      onClose={close}
    />
  );
}
