import { ActionIcon, Alert, Box, Button, Group, Menu, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { ProblemAlert, problemText } from '../api/problem-alert.js';
import type { Client, NewSecret, Secret } from '../api/types.js';
import { DataTable, type Column } from '../lists/data-table.js';
import { useAllowed } from '../session/use-permission.js';
import { ConfirmDialog } from '../shell/confirm-dialog.js';
import { Icon } from '../shell/icon.js';
import { useDates } from '../shell/use-dates.js';
import { useNotify } from '../shell/use-notify.js';
import { AddSecretDialog } from './add-secret-dialog.js';
import { ExpiryBadge } from './expiry-badge.js';
import { SecretPanel } from './secret-panel.js';
import { expiryWarning, secretState } from './secret-state.js';
import { StatusBadge } from './status-badge.js';

type Asking = { readonly act: 'disable' | 'delete'; readonly secret: Secret } | { readonly act: 'revoke' };

/** The secrets of a client: never their values, but everything a rotation needs to know. */
export function ClientSecrets({ client }: { client: Client }): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();
  const mayEdit = useAllowed()('clients.edit', client.clientId);
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<NewSecret | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const { clientId } = client;
  const isPublic = client.tokenEndpointAuthMethod === 'none';
  const secrets = useQuery({
    queryKey: ['secrets', clientId],
    queryFn: () => call('get', '/api/clients/{clientId}/secrets', { path: { clientId } }),
    enabled: !isPublic,
  });
  const reload = (): Promise<void> => queries.invalidateQueries({ queryKey: ['secrets', clientId] });

  const enable = async ({ id, name }: Secret): Promise<void> => {
    try {
      await call('post', '/api/clients/{clientId}/secrets/{id}/enable', { path: { clientId, id } });
      await reload();
      notify.done(t('client.secretEnabled', { name }));
    } catch (problem) {
      notify.failed(problemText(problem, t));
    }
  };

  const disable = async ({ id, name }: Secret): Promise<void> => {
    await call('post', '/api/clients/{clientId}/secrets/{id}/disable', { path: { clientId, id } });
    await reload();
    notify.done(t('client.secretDisabled', { name }));
  };

  const remove = async ({ id, name }: Secret): Promise<void> => {
    await call('delete', '/api/clients/{clientId}/secrets/{id}', { path: { clientId, id } });
    await reload();
    notify.done(t('client.secretDeleted', { name }));
  };

  const revokeAll = async (): Promise<void> => {
    const revoked = await call('post', '/api/clients/{clientId}/secrets/revoke_all', { path: { clientId } });
    await reload();
    notify.done(t('client.secretsRevoked', { count: revoked.secrets }));
  };

  const columns = useColumns(mayEdit, {
    disable: (secret) => setAsking({ act: 'disable', secret }),
    enable: (secret) => void enable(secret),
    delete: (secret) => setAsking({ act: 'delete', secret }),
  });
  const live = secrets.data?.filter((secret) => secretState(secret, Date.now()) === 'active') ?? [];

  return (
    <section aria-labelledby="secrets">
      <Group justify="space-between" align="flex-end" mt="xl" mb="md">
        <Box flex="1 1 24rem">
          <Title order={2} size="h4" id="secrets">
            {t('client.secrets')}
          </Title>
          <Text c="dimmed" size="sm">
            {t(isPublic ? 'client.secretsPublic' : 'client.secretsText')}
          </Text>
        </Box>
        {!isPublic && mayEdit && (
          <Group gap="xs">
            {!client.protected && live.length > 0 && (
              <Button color="red" variant="subtle" onClick={() => setAsking({ act: 'revoke' })}>
                {t('client.revokeSecrets')}
              </Button>
            )}
            <Button variant="default" onClick={() => setAdding(true)}>
              {t('client.addSecret')}
            </Button>
          </Group>
        )}
      </Group>
      <Expiring secrets={live} />
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
          clientId={clientId}
          onAdded={(secret) => {
            setAdding(false);
            setShown(secret);
            void reload();
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {shown && <SecretPanel clientId={clientId} secret={shown.value} onStored={() => setShown(null)} />}
      {asking?.act === 'disable' && (
        <ConfirmDialog
          title={t('client.disableSecretTitle', { name: asking.secret.name })}
          text={t('client.disableSecretText')}
          action={t('client.disableSecret')}
          onConfirm={() => disable(asking.secret)}
          onClose={() => setAsking(null)}
        />
      )}
      {asking?.act === 'delete' && (
        <ConfirmDialog
          title={t('client.deleteSecretTitle', { name: asking.secret.name })}
          text={t('client.deleteSecretText')}
          action={t('client.deleteSecret')}
          onConfirm={() => remove(asking.secret)}
          onClose={() => setAsking(null)}
        />
      )}
      {asking?.act === 'revoke' && (
        <ConfirmDialog
          title={t('client.revokeSecretsTitle')}
          text={t('client.revokeSecretsText', { count: live.length })}
          action={t('client.revokeSecrets')}
          onConfirm={revokeAll}
          onClose={() => setAsking(null)}
        />
      )}
    </section>
  );
}

/** The most urgent end among secrets that still work. */
function Expiring({ secrets }: { secrets: readonly Secret[] }): ReactNode {
  const { t } = useTranslation();
  const now = Date.now();
  const ending = secrets
    .filter(({ expiresAt }) => expiryWarning(expiresAt, now) !== undefined)
    .toSorted((one, other) => Date.parse(one.expiresAt!) - Date.parse(other.expiresAt!))[0];
  if (!ending) return null;
  const days = expiryWarning(ending.expiresAt, now)!;
  return (
    <Alert
      color={days === 30 ? 'yellow' : 'red'}
      variant="light"
      mb="md"
      role="status"
      title={t('client.secretEnds', { name: ending.name, count: days })}
    >
      {t(secrets.length > 1 ? 'client.secretEndsOthers' : 'client.secretEndsLast')}
    </Alert>
  );
}

interface SecretActs {
  readonly disable: (secret: Secret) => void;
  readonly enable: (secret: Secret) => void;
  readonly delete: (secret: Secret) => void;
}

function useColumns(mayEdit: boolean, acts: SecretActs): readonly Column<Secret>[] {
  const { t } = useTranslation();
  const dates = useDates();
  const now = Date.now();
  const columns: Column<Secret>[] = [
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
      cell: (secret) => (
        <>
          <div>{secret.expiresAt ? dates.date(secret.expiresAt) : t('app.never')}</div>
          {secret.disabledAt === null && <ExpiryBadge expiresAt={secret.expiresAt} />}
        </>
      ),
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
  ];
  if (!mayEdit) return columns;
  return [
    ...columns,
    {
      key: 'actions',
      header: t('client.columnActions'),
      end: true,
      cell: (secret) => <SecretMenu secret={secret} acts={acts} />,
    },
  ];
}

function SecretMenu({ secret, acts }: { secret: Secret; acts: SecretActs }): ReactNode {
  const { t } = useTranslation();
  const state = secretState(secret, Date.now());
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('client.secretActions', { name: secret.name })}
        >
          <Icon name="more" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {secret.disabledAt === null ? (
          <Menu.Item onClick={() => acts.disable(secret)}>{t('client.disableSecret')}</Menu.Item>
        ) : (
          <Menu.Item onClick={() => acts.enable(secret)}>{t('client.enableSecret')}</Menu.Item>
        )}
        <Menu.Item color="red" disabled={state === 'active'} onClick={() => acts.delete(secret)}>
          {t('client.deleteSecret')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
