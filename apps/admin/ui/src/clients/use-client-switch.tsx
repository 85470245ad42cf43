import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import type { Client } from '../api/types.js';
import { useNotify } from '../shell/use-notify.js';

interface ClientSwitch {
  /** At once, because it can be taken back: the message says so and has the button. */
  disable(client: Client): Promise<void>;
  enable(client: Client): Promise<void>;
}

/** Switches clients off, and on again. */
export function useClientSwitch(): ClientSwitch {
  const { t } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();

  const show = (changed: Client): void => {
    queries.setQueryData(['client', changed.clientId], changed);
    void queries.invalidateQueries({ queryKey: ['clients'] });
  };

  const enable = async ({ clientId, name }: Client): Promise<void> => {
    show(await call('post', '/api/clients/{clientId}/enable', { path: { clientId } }));
    notify.done(t('client.enabled', { name }));
  };

  const disable = async (client: Client): Promise<void> => {
    const { clientId, name } = client;
    show(await call('post', '/api/clients/{clientId}/disable', { path: { clientId } }));
    const id = `disabled-${clientId}`;
    const undo = (): void => {
      notifications.hide(id);
      void enable(client);
    };
    notifications.show({
      id,
      color: 'teal',
      autoClose: 20_000,
      closeButtonProps: { 'aria-label': t('app.close') },
      message: (
        <Group justify="space-between" gap="sm" wrap="nowrap">
          <Text size="sm">{t('client.disabled', { name })}</Text>
          <Button size="compact-sm" variant="default" onClick={undo}>
            {t('app.undo')}
          </Button>
        </Group>
      ),
    });
  };

  return { disable, enable };
}
