import { Button, Group, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { adminApi } from '../api/admin-api.js';
import { ProblemAlert } from '../api/problem-alert.js';
import type { Client, NewSecret, Secret } from '../api/types.js';
import { useDates } from '../shell/use-dates.js';
import { DataTable, type Column } from '../table/data-table.js';
import { useNotify } from '../shell/use-notify.js';
import { AddSecretDialog } from './add-secret-dialog.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { SecretPanel } from './secret-panel.js';
import { secretState } from './secret-state.js';
import { StatusBadge } from './status-badge.js';

/** The secrets of a client: never their values, but everything a rotation needs to know. */
export function ClientSecrets({ client }: { client: Client }): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<NewSecret | null>(null);
  const [disabling, setDisabling] = useState<Secret | null>(null);
  const columns = useColumns(setDisabling);
  const isPublic = client.tokenEndpointAuthMethod === 'none';
  const secrets = useQuery({
    queryKey: ['secrets', client.clientId],
    queryFn: () => adminApi.secrets(client.clientId),
    enabled: !isPublic,
  });
  const reload = (): Promise<void> => queries.invalidateQueries({ queryKey: ['secrets', client.clientId] });

  return (
    <section aria-labelledby="secrets">
      <Group justify="space-between" align="flex-end" mt="xl" mb="md">
        <div>
          <Title order={2} size="h4" id="secrets">
            {t('client.secrets')}
          </Title>
          <Text c="dimmed" size="sm">
            {t(isPublic ? 'client.secretsPublic' : 'client.secretsText')}
          </Text>
        </div>
        {!isPublic && (
          <Button variant="default" onClick={() => setAdding(true)}>
            {t('client.addSecret')}
          </Button>
        )}
      </Group>
      {secrets.isError && <ProblemAlert problem={secrets.error} onRetry={() => void secrets.refetch()} />}
      {!isPublic && !secrets.isError && secrets.data?.length !== 0 && (
        <DataTable
          caption={t('client.secrets')}
          columns={columns}
          rows={secrets.data}
          rowKey={(secret) => secret.id}
        />
      )}
      {secrets.data?.length === 0 && <Text>{t('client.noSecrets')}</Text>}
      {adding && (
        <AddSecretDialog
          clientId={client.clientId}
          onAdded={(secret) => {
            setAdding(false);
            setShown(secret);
            void reload();
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {shown && (
        <SecretPanel clientId={client.clientId} secret={shown.value} onStored={() => setShown(null)} />
      )}
      {disabling && (
        <ConfirmDialog
          title={t('client.disableSecretTitle', { name: disabling.name })}
          text={t('client.disableSecretText')}
          action={t('client.disableSecret')}
          onConfirm={async () => {
            await adminApi.disableSecret(client.clientId, disabling.id);
            await reload();
            notify.done(t('client.secretDisabled', { name: disabling.name }));
          }}
          onClose={() => setDisabling(null)}
        />
      )}
    </section>
  );
}

function useColumns(onDisable: (secret: Secret) => void): readonly Column<Secret>[] {
  const { t } = useTranslation();
  const dates = useDates();
  const now = Date.now();
  return [
    {
      key: 'secret',
      header: t('client.columnSecret'),
      rowHeader: true,
      cell: (secret) => (
        <>
          <Text size="sm" fw={550}>
            <bdi>{secret.name}</bdi>
          </Text>
          <Text size="xs" c="dimmed" className="mono">
            {secret.prefix}••••••
          </Text>
        </>
      ),
    },
    {
      key: 'created',
      header: t('client.columnCreated'),
      wide: true,
      cell: (secret) => (
        <>
          {dates.date(secret.createdAt)}
          <Text size="xs" c="dimmed">
            {t('client.createdBy', { name: secret.createdBy })}
          </Text>
        </>
      ),
    },
    {
      key: 'expires',
      header: t('client.columnExpires'),
      wide: true,
      cell: (secret) => (secret.expiresAt ? dates.date(secret.expiresAt) : t('app.never')),
    },
    {
      key: 'used',
      header: t('client.columnLastUsed'),
      wide: true,
      cell: (secret) => (secret.lastUsedAt ? dates.dateTime(secret.lastUsedAt) : t('app.never')),
    },
    {
      key: 'status',
      header: t('client.columnStatus'),
      cell: (secret) => <StatusBadge state={secretState(secret, now)} />,
    },
    {
      key: 'actions',
      header: t('client.columnActions'),
      end: true,
      cell: (secret) =>
        secret.disabledAt === null && (
          <Button
            size="xs"
            variant="default"
            aria-label={t('client.disableSecretNamed', { name: secret.name })}
            onClick={() => onDisable(secret)}
          >
            {t('client.disableSecret')}
          </Button>
        ),
    },
  ];
}
