import { Alert, Button, Checkbox, Group, Skeleton, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Problem } from '../api/problem.js';
import { useAllowed } from '../session/use-permission.js';
import { BackLink } from '../shell/back-link.js';
import { Dialog } from '../shell/dialog.js';
import { PageTitle } from '../shell/page-title.js';
import { useNotify } from '../shell/use-notify.js';
import { bodyOf, draftOf } from './scope-draft.js';
import { ScopeEditor } from './scope-editor.js';
import type { Scope } from './types.js';

/** One scope: to read, or to edit where it is in the database. */
export function ScopePage(): ReactNode {
  const { t } = useTranslation();
  const { name = '' } = useParams();
  const allowed = useAllowed();
  const notify = useNotify();
  const queries = useQueryClient();
  const { data, error, isError, refetch } = useQuery({
    queryKey: ['scope', name],
    queryFn: () => call('get', '/api/scopes/{name}', { path: { name } }),
    // A draft that is being written must not be replaced under the hands of its writer.
    refetchOnWindowFocus: false,
  });
  return (
    <div className="page">
      <BackLink to="/scopes">{t('scopesPage.title')}</BackLink>
      {isError && (
        <>
          <PageTitle mb="md">
            {t(error instanceof Problem && error.status === 404 ? 'app.notFound' : 'problem.title')}
          </PageTitle>
          <ProblemAlert problem={error} onRetry={() => void refetch()} />
        </>
      )}
      {!data && !isError && <Skeleton height={320} aria-label={t('app.loading')} role="status" />}
      {data && (
        <>
          <PageTitle>{data.name}</PageTitle>
          <Text c="dimmed" mb="lg">
            {t('scopesPage.usedByClients', { count: data.usedBy })}
          </Text>
          {data.source !== 'database' && (
            <Alert color="gray" mb="lg">
              {t(`scopesPage.fixed.${data.source}`)}
            </Alert>
          )}
          <ScopeEditor
            key={data.version}
            initial={draftOf(data)}
            isNew={false}
            readOnly={data.source !== 'database' || !allowed('scopes.edit')}
            action={t('scopesPage.save')}
            onSave={async (draft) => {
              const saved = await call('patch', '/api/scopes/{name}', {
                path: { name },
                body: bodyOf(draft),
                ifMatch: data.version,
              });
              queries.setQueryData(['scope', name], saved);
              void queries.invalidateQueries({ queryKey: ['scopes'] });
              notify.done(t('scopesPage.saved'));
            }}
          />
          {data.source === 'database' && allowed('scopes.edit') && <Deletion scope={data} />}
        </>
      )}
    </div>
  );
}

function Deletion({ scope }: { scope: Scope }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const notify = useNotify();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [fromClients, setFromClients] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const { name, version, usedBy } = scope;

  const ask = (): void => {
    // Who uses it may have changed since the page was opened, and that is what is asked about.
    void queries.invalidateQueries({ queryKey: ['scope', name] });
    setAsking(true);
  };

  const remove = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await call('delete', '/api/scopes/{name}', {
        path: { name },
        query: fromClients ? { fromClients: 'true' } : {},
        ifMatch: version,
      });
      void queries.invalidateQueries({ queryKey: ['scopes'] });
      notify.done(t('scopesPage.deleted', { name }));
      await navigate('/scopes');
    } catch (problem) {
      setFailure(problem);
      setBusy(false);
    }
  };

  return (
    <section className="card" aria-labelledby="danger">
      <Title order={2} size="h4" id="danger" mb="xs">
        {t('scopesPage.danger')}
      </Title>
      <Group justify="space-between" gap="md">
        <Text size="sm" flex="1 1 20rem">
          {t('scopesPage.dangerText')}
        </Text>
        <Button color="red" variant="outline" onClick={ask}>
          {t('scopesPage.delete')}
        </Button>
      </Group>
      {asking && (
        <Dialog title={t('scopesPage.deleteTitle', { name })} onClose={() => setAsking(false)}>
          {failure !== null && <ProblemAlert problem={failure} />}
          <Text size="sm" mb="md">
            {usedBy === 0 ? t('scopesPage.deleteUnused') : t('scopesPage.deleteUsed', { count: usedBy })}
          </Text>
          {usedBy > 0 && (
            <Checkbox
              mb="lg"
              label={t('scopesPage.fromClients', { count: usedBy })}
              checked={fromClients}
              onChange={({ currentTarget }) => setFromClients(currentTarget.checked)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)}>
              {t('app.cancel')}
            </Button>
            <Button
              color="red"
              loading={busy}
              disabled={usedBy > 0 && !fromClients}
              onClick={() => void remove()}
            >
              {t('scopesPage.delete')}
            </Button>
          </Group>
        </Dialog>
      )}
    </section>
  );
}
