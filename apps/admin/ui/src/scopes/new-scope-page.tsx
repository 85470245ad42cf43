import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { call } from '../api/call.js';
import { BackLink } from '../shell/back-link.js';
import { PageTitle } from '../shell/page-title.js';
import { useNotify } from '../shell/use-notify.js';
import { bodyOf, EMPTY_SCOPE } from './scope-draft.js';
import { ScopeEditor } from './scope-editor.js';

export function NewScopePage(): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const notify = useNotify();
  const queries = useQueryClient();
  return (
    <div className="page">
      <BackLink to="/scopes">{t('scopesPage.title')}</BackLink>
      <PageTitle>{t('scopesPage.new')}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t('scopesPage.newLead')}
      </Text>
      <ScopeEditor
        initial={{ ...EMPTY_SCOPE, name: parameters.get('name') ?? '' }}
        isNew
        readOnly={false}
        action={t('scopesPage.create')}
        onSave={async (draft) => {
          const name = draft.name.trim();
          await call('post', '/api/scopes', { body: { name, ...bodyOf(draft) } });
          void queries.invalidateQueries({ queryKey: ['scopes'] });
          notify.done(t('scopesPage.created', { name }));
          await navigate('/scopes');
        }}
      />
    </div>
  );
}
