import { Button, Group } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { problemText } from '../api/problem-alert.js';
import { useAllowed } from '../session/use-permission.js';
import { useNotify } from '../shell/use-notify.js';
import { FixDialog } from './fix-dialog.js';
import { MuteDialog } from './mute-dialog.js';
import type { Check } from './types.js';
import { useCheckTexts } from './use-check-texts.js';

/** What can be done about an issue, by whoever may. */
export function CheckActions({ check }: { check: Check }): ReactNode {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const notify = useNotify();
  const allowed = useAllowed();
  const what = useCheckTexts()(check).label;
  const [open, setOpen] = useState<'fix' | 'mute'>();
  const mayFix = check.fix !== null && check.clientId !== null && allowed('clients.edit', check.clientId);
  const mayMute = allowed('checks.mute', check.clientId ?? '');

  // A client, its secrets, counts and the overview: nearly everything may look different now.
  const done = (message: string): void => {
    setOpen(undefined);
    notify.done(message);
    void queries.invalidateQueries();
  };
  const unmute = async (): Promise<void> => {
    try {
      await call('post', '/api/checks/{id}/unmute', { path: { id: check.id } });
      done(t('checks.unmuted'));
    } catch (problem) {
      notify.failed(problemText(problem, t));
    }
  };

  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      {mayFix && !check.muted && (
        <Button size="xs" aria-label={t('checks.fixNamed', { what })} onClick={() => setOpen('fix')}>
          {t('checks.fix')}
        </Button>
      )}
      {mayMute && !check.muted && (
        <Button
          size="xs"
          variant="default"
          aria-label={t('checks.muteNamed', { what })}
          onClick={() => setOpen('mute')}
        >
          {t('checks.mute')}
        </Button>
      )}
      {mayMute && check.muted && (
        <Button
          size="xs"
          variant="default"
          aria-label={t('checks.unmuteNamed', { what })}
          onClick={() => void unmute()}
        >
          {t('checks.unmute')}
        </Button>
      )}
      {open === 'fix' && (
        <FixDialog check={check} onFixed={() => done(t('checks.fixed'))} onClose={() => setOpen(undefined)} />
      )}
      {open === 'mute' && (
        <MuteDialog
          check={check}
          onMuted={() => done(t('checks.wasMuted'))}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Group>
  );
}
