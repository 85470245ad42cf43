import { Button, Group, List, Text } from '@mantine/core';
import { redirectTarget } from '@portcullis/oauth/browser';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { addressOf, call } from '../api/call.js';
import { CopyAsCurl } from '../api/copy-as-curl.js';
import { ProblemAlert } from '../api/problem-alert.js';
import type { Reference } from '../api/types.js';
import { Dialog } from '../shell/dialog.js';
import { useNotify } from '../shell/use-notify.js';

interface Props {
  client: NonNullable<Reference['client']>;
  uri: string;
  /** It belongs to the URIs that users come back to after signing out. */
  isSignOut: boolean;
  onAdded: () => void;
  onClose: () => void;
}

/** Says what registering the URI means, and does it; refused when somebody has edited the client meanwhile. */
export function AddUriDialog({ client, uri, isSignOut, onAdded, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();
  const { clientId, name } = client;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const current = useQuery({
    queryKey: ['client', clientId],
    queryFn: () => call('get', '/api/clients/{clientId}', { path: { clientId } }),
    staleTime: 0,
  });
  const target = redirectTarget(uri);

  const field = isSignOut ? 'postLogoutRedirectUris' : 'redirectUris';
  const body = { [field]: [...(current.data?.[field] ?? []), uri] };
  const ifMatch = current.data?.version;

  const add = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const path = { clientId };
      const changed = await call('patch', '/api/clients/{clientId}', { path, ifMatch: ifMatch!, body });
      queries.setQueryData(['client', clientId], changed);
      notify.done(t('addUri.done', { name }));
      onAdded();
      onClose();
    } catch (problem) {
      setFailure(problem);
      setBusy(false);
      // What was read is old: the next attempt goes by what is there now.
      void current.refetch();
    }
  };

  const problem = failure ?? current.error;
  return (
    <Dialog title={t('addUri.title', { name })} onClose={onClose}>
      {problem !== null && <ProblemAlert problem={problem} />}
      <Text className="mono" mb="md">
        {uri}
      </Text>
      <List size="sm" spacing="xs" mb="lg">
        <List.Item>
          {t(isSignOut ? 'addUri.meansSignOut' : 'addUri.means', { host: target.host, name })}
        </List.Item>
        <List.Item>{t('addUri.exact')}</List.Item>
        {target.warning && <List.Item>{t(`addUri.warning.${target.warning}`)}</List.Item>}
        <List.Item>{t('addUri.onlyIf')}</List.Item>
      </List>
      <Group justify="flex-end">
        <CopyAsCurl
          call={{
            method: 'patch',
            address: addressOf('/api/clients/{clientId}', { clientId }),
            ifMatch,
            body,
          }}
          disabled={!current.data}
          me="auto"
        />
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('app.cancel')}
        </Button>
        <Button loading={busy} disabled={!current.data} onClick={() => void add()}>
          {t('addUri.action')}
        </Button>
      </Group>
    </Dialog>
  );
}
