import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import type { CreateClientRequest, CreatedClient } from '../api/types.js';
import { useNotify } from '../shell/use-notify.js';
import { SecretPanel } from './secret-panel.js';

interface ClientCreation {
  /** @throws Problem, which is also shown in `outcome` */
  readonly create: (request: CreateClientRequest) => Promise<void>;
  readonly busy: boolean;
  /** It is registered: nothing on the form is unsaved any more. */
  readonly isDone: boolean;
  /** What went wrong, or the panel with the secret. */
  readonly problem: ReactNode;
  readonly panel: ReactNode;
}

/** Registers a client, shows its secret this once, and goes on to its page. */
export function useClientCreation(): ClientCreation {
  const { t } = useTranslation();
  const notify = useNotify();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  // Kept in this component alone: a query cache, the history or a store would outlive the panel.
  const [created, setCreated] = useState<CreatedClient | null>(null);

  const show = async (clientId: string, name: string): Promise<void> => {
    notify.done(t('newClient.created', { name }));
    await navigate(`/clients/${encodeURIComponent(clientId)}`, { replace: true });
  };

  const create = async (request: CreateClientRequest): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      const answer = await call('post', '/api/clients', { body: request });
      void queries.invalidateQueries({ queryKey: ['clients'] });
      // Somebody who reaches single clients now reaches one more.
      await queries.invalidateQueries({ queryKey: ['session'] });
      if (answer.secret) setCreated(answer);
      else await show(answer.client.clientId, answer.client.name);
    } catch (problem) {
      setFailure(problem);
      throw problem;
    } finally {
      setBusy(false);
    }
  };

  return {
    create,
    busy,
    isDone: created !== null,
    problem: failure !== null && <ProblemAlert problem={failure} />,
    panel: created?.secret && (
      <SecretPanel
        clientId={created.client.clientId}
        secret={created.secret.value}
        onStored={() => {
          setCreated(null);
          void show(created.client.clientId, created.client.name);
        }}
      />
    ),
  };
}
