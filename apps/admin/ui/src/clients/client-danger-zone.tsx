import { Button, Group, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { adminApi } from '../api/admin-api.js';
import { problemText } from '../api/problem-alert.js';
import type { Client } from '../api/types.js';
import { useNotify } from '../shell/use-notify.js';
import { ConfirmDialog } from './confirm-dialog.js';

/** Switches a client off, and on again. */
export function ClientDangerZone({ client }: { client: Client }): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { clientId, name, disabledAt } = client;

  const show = (changed: Client, message: string): void => {
    queries.setQueryData(['client', clientId], changed);
    void queries.invalidateQueries({ queryKey: ['clients'] });
    notify.done(message);
  };

  const enable = async (): Promise<void> => {
    try {
      show(await adminApi.enableClient(clientId), t('client.enabled', { name }));
    } catch (problem) {
      notify.failed(problemText(problem, t));
    }
  };

  return (
    <section className="card" aria-labelledby="danger">
      <Title order={2} size="h4" id="danger" mb="xs">
        {t('client.danger')}
      </Title>
      <Group justify="space-between" gap="md">
        <Text size="sm" flex="1 1 20rem">
          {t(disabledAt === null ? 'client.disableText' : 'client.enableText')}
        </Text>
        {disabledAt === null ? (
          <Button color="red" variant="outline" onClick={() => setAsking(true)}>
            {t('client.disable')}
          </Button>
        ) : (
          <Button variant="default" onClick={() => void enable()}>
            {t('client.enable')}
          </Button>
        )}
      </Group>
      {asking && (
        <ConfirmDialog
          title={t('client.disableTitle', { name })}
          text={t('client.disableText')}
          action={t('client.disable')}
          onConfirm={async () => show(await adminApi.disableClient(clientId), t('client.disabled', { name }))}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}
