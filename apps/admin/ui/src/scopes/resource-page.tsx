import { Button, Group, Skeleton, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Problem } from '../api/problem.js';
import { useAllowed } from '../session/use-permission.js';
import { BackLink } from '../shell/back-link.js';
import { ConfirmDialog } from '../shell/confirm-dialog.js';
import { PageTitle } from '../shell/page-title.js';
import { useNotify } from '../shell/use-notify.js';
import { ResourceEditor } from './resource-editor.js';
import type { Resource } from './types.js';

export function NewResourcePage(): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const notify = useNotify();
  const queries = useQueryClient();
  return (
    <div className="page page-narrow">
      <BackLink to="/resources">{t('resourcesPage.title')}</BackLink>
      <PageTitle>{t('resourcesPage.new')}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t('resourcesPage.newLead')}
      </Text>
      <ResourceEditor
        initial={{ audience: '', name: '', description: '', scopes: [] }}
        readOnly={false}
        action={t('resourcesPage.create')}
        onSave={async (body) => {
          const { name } = await call('post', '/api/resources', { body });
          void queries.invalidateQueries({ queryKey: ['resources'] });
          notify.done(t('resourcesPage.created', { name }));
          await navigate('/resources');
        }}
      />
    </div>
  );
}

export function ResourcePage(): ReactNode {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const allowed = useAllowed();
  const notify = useNotify();
  const queries = useQueryClient();
  const { data, error, isError, refetch } = useQuery({
    queryKey: ['resource', id],
    queryFn: () => call('get', '/api/resources/{id}', { path: { id } }),
    refetchOnWindowFocus: false,
  });
  return (
    <div className="page page-narrow">
      <BackLink to="/resources">{t('resourcesPage.title')}</BackLink>
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
          <ResourceEditor
            key={data.version}
            initial={{
              audience: data.audience,
              name: data.name,
              description: data.description,
              scopes: data.scopes,
            }}
            readOnly={!allowed('scopes.edit')}
            action={t('scopesPage.save')}
            onSave={async (body) => {
              const saved = await call('patch', '/api/resources/{id}', {
                path: { id },
                body,
                ifMatch: data.version,
              });
              queries.setQueryData(['resource', id], saved);
              void queries.invalidateQueries({ queryKey: ['resources'] });
              notify.done(t('scopesPage.saved'));
            }}
          />
          {allowed('scopes.edit') && <Deletion resource={data} />}
        </>
      )}
    </div>
  );
}

function Deletion({ resource: { id, name, version, usedBy } }: { resource: Resource }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const notify = useNotify();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  return (
    <section className="card" aria-labelledby="danger">
      <Title order={2} size="h4" id="danger" mb="xs">
        {t('scopesPage.danger')}
      </Title>
      <Group justify="space-between" gap="md">
        <Text size="sm" flex="1 1 20rem">
          {usedBy > 0 ? t('resourcesPage.inUse', { count: usedBy }) : t('resourcesPage.dangerText')}
        </Text>
        <Button color="red" variant="outline" disabled={usedBy > 0} onClick={() => setAsking(true)}>
          {t('resourcesPage.delete')}
        </Button>
      </Group>
      {asking && (
        <ConfirmDialog
          title={t('resourcesPage.deleteTitle', { name })}
          text={t('resourcesPage.dangerText')}
          action={t('resourcesPage.delete')}
          onConfirm={async () => {
            await call('delete', '/api/resources/{id}', { path: { id }, ifMatch: version });
            void queries.invalidateQueries({ queryKey: ['resources'] });
            notify.done(t('resourcesPage.deleted', { name }));
            await navigate('/resources');
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}
