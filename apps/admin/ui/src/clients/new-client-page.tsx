import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { adminApi } from '../api/admin-api.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Problem } from '../api/problem.js';
import type { CreatedClient } from '../api/types.js';
import { PageTitle } from '../shell/page-title.js';
import { useNotify } from '../shell/use-notify.js';
import { EMPTY_DRAFT, problemsOf, requestOf, type ClientDraft, type DraftProblems } from './client-draft.js';
import { ClientFields } from './client-fields.js';
import { SecretPanel } from './secret-panel.js';

/** One page from nothing to a client id and a secret. */
export function NewClientPage(): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<ClientDraft>(EMPTY_DRAFT);
  const [problems, setProblems] = useState<DraftProblems>({});
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  // Kept in this component alone: a query cache, the history or a store would outlive the panel.
  const [created, setCreated] = useState<CreatedClient | null>(null);

  const change = (part: Partial<ClientDraft>): void => {
    setDraft({ ...draft, ...part });
    setProblems(Object.fromEntries(Object.entries(problems).filter(([field]) => !(field in part))));
  };

  const check = (field: keyof ClientDraft): void => {
    const found = problemsOf(draft)[field];
    // A field that was left empty is not wrong before the form is sent.
    setProblems({ ...problems, [field]: found?.filter(({ reason }) => reason !== 'missing') });
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const found = problemsOf(draft);
    setProblems(found);
    setFailure(null);
    if (Object.keys(found).length > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    setBusy(true);
    try {
      const answer = await adminApi.createClient(requestOf(draft));
      void queries.invalidateQueries({ queryKey: ['clients'] });
      if (answer.secret) setCreated(answer);
      else await show(answer.client.clientId, answer.client.name);
    } catch (problem) {
      setFailure(problem);
    } finally {
      setBusy(false);
    }
  };

  const show = async (clientId: string, name: string): Promise<void> => {
    notify.done(t('newClient.created', { name }));
    await navigate(`/clients/${encodeURIComponent(clientId)}`, { replace: true });
  };

  return (
    <div className="page page-narrow">
      <PageTitle>{t('newClient.title')}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t('newClient.lead')}
      </Text>
      {failure !== null && <ProblemAlert problem={failure} />}
      {failure instanceof Problem && failure.fields.length > 0 && (
        <Alert color="red" variant="light" mb="md">
          {failure.fields.map(({ field, message }) => (
            <Text key={field + message} size="sm">
              {`${field}: ${message}`}
            </Text>
          ))}
        </Alert>
      )}
      <form ref={form} noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="xl">
          <ClientFields draft={draft} problems={problems} onChange={change} onBlur={check} />
          <Group>
            <Button type="submit" loading={busy}>
              {t('newClient.create')}
            </Button>
            <Button component={Link} to="/clients" variant="default">
              {t('app.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
      {created?.secret && (
        <SecretPanel
          clientId={created.client.clientId}
          secret={created.secret.value}
          onStored={() => {
            setCreated(null);
            void show(created.client.clientId, created.client.name);
          }}
        />
      )}
    </div>
  );
}
