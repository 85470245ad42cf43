import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert, problemText } from '../api/problem-alert.js';
import type { Client } from '../api/types.js';
import { useAllowed } from '../session/use-permission.js';
import { useNotify } from '../shell/use-notify.js';
import { TypedConfirmDialog } from '../shell/typed-confirm-dialog.js';
import { useClientSwitch } from './use-client-switch.js';

type Act = 'revoke' | 'delete';

/** What hurts: with what it would take along, counted in the database. */
export function ClientDangerZone({ client }: { client: Client }): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const allowed = useAllowed();
  const clientSwitch = useClientSwitch();
  // In the address, so that whoever is asked to prove who they are comes back to the same question.
  const [parameters, setParameters] = useSearchParams();
  const { clientId, name, disabledAt } = client;
  const mayEnd = allowed('clients.end', clientId);
  const asking = mayEnd ? parameters.get('ask') : null;
  const dependents = useQuery({
    queryKey: ['dependents', clientId],
    queryFn: () => call('get', '/api/clients/{clientId}/dependents', { path: { clientId } }),
    staleTime: 0,
  });
  const ask = (act: Act | null): void => setParameters(act ? { ask: act } : {}, { replace: true });
  const toll =
    dependents.data &&
    [
      t('danger.users', { count: dependents.data.users }),
      t('danger.authorizations', { count: dependents.data.authorizations }),
      t('danger.refreshTokens', { count: dependents.data.refreshTokens }),
    ].join(t('danger.and'));

  const revoke = async (): Promise<void> => {
    const { authorizations } = await call('post', '/api/clients/{clientId}/revoke_tokens', {
      path: { clientId },
    });
    await dependents.refetch();
    notify.done(t('danger.revoked', { name, count: authorizations }));
  };

  const remove = async (): Promise<void> => {
    await call('delete', '/api/clients/{clientId}', { path: { clientId } });
    notify.done(t('danger.deleted', { name }));
    await navigate('/clients', { replace: true });
    queries.removeQueries({ queryKey: ['client', clientId] });
    await queries.invalidateQueries({ queryKey: ['clients'] });
  };

  return (
    <section className="card" aria-labelledby="danger">
      <Title order={2} size="h4" id="danger" mb={4}>
        {t('client.danger')}
      </Title>
      {dependents.isError ? (
        <ProblemAlert problem={dependents.error} onRetry={() => void dependents.refetch()} />
      ) : (
        <Text size="sm" c="dimmed" mb="lg" role="status">
          {toll ? (
            t('danger.now', { toll })
          ) : (
            <Skeleton height={14} width={260} component="span" display="block" />
          )}
        </Text>
      )}
      <Stack gap="lg">
        <Row
          text={t(disabledAt === null ? 'client.disableText' : 'client.enableText')}
          button={
            disabledAt === null ? (
              <Button
                color="red"
                variant="outline"
                onClick={() =>
                  void clientSwitch.disable(client).catch((p) => notify.failed(problemText(p, t)))
                }
              >
                {t('client.disable')}
              </Button>
            ) : (
              <Button
                variant="default"
                onClick={() =>
                  void clientSwitch.enable(client).catch((p) => notify.failed(problemText(p, t)))
                }
              >
                {t('client.enable')}
              </Button>
            )
          }
        />
        {mayEnd && (
          <>
            <Row
              text={t('danger.revokeText')}
              button={
                <Button color="red" variant="outline" onClick={() => ask('revoke')}>
                  {t('danger.revoke')}
                </Button>
              }
            />
            <Row
              text={t('danger.deleteText')}
              button={
                <Button color="red" onClick={() => ask('delete')}>
                  {t('danger.delete')}
                </Button>
              }
            />
          </>
        )}
      </Stack>
      {asking === 'revoke' && toll && (
        <TypedConfirmDialog
          title={t('danger.revokeTitle', { name })}
          text={t('danger.toll', { toll })}
          word={name}
          action={t('danger.revoke')}
          onConfirm={revoke}
          onClose={() => ask(null)}
        />
      )}
      {asking === 'delete' && toll && (
        <TypedConfirmDialog
          title={t('danger.deleteTitle', { name })}
          text={`${t('danger.toll', { toll })} ${t('danger.deleteFinal')}`}
          word={name}
          action={t('danger.delete')}
          onConfirm={remove}
          onClose={() => ask(null)}
        />
      )}
    </section>
  );
}

function Row({ text, button }: { text: string; button: ReactNode }): ReactNode {
  return (
    <Group justify="space-between" gap="md">
      <Text size="sm" flex="1 1 20rem">
        {text}
      </Text>
      {button}
    </Group>
  );
}
