import { Anchor, Badge, Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { call } from '../api/call.js';
import { DataList } from '../lists/data-list.js';
import type { Column } from '../lists/data-table.js';
import { useAllowed } from '../session/use-permission.js';
import { Icon } from '../shell/icon.js';
import { PageTitle } from '../shell/page-title.js';
import { ScopeTabs } from './scope-tabs.js';
import type { Scope, ScopeSource } from './types.js';
import { textOf } from './text-of.js';

const SOURCES: readonly ScopeSource[] = ['built-in', 'configuration', 'database'];
const SORTS = ['name', '-name', 'usedBy', '-usedBy'] as const;

export function ScopesPage(): ReactNode {
  const { t } = useTranslation();
  const allowed = useAllowed();
  const columns = useColumns();
  const create = allowed('scopes.edit') && (
    <Button component={Link} to="/scopes/new" leftSection={<Icon name="plus" />}>
      {t('scopesPage.new')}
    </Button>
  );
  return (
    <div className="page">
      <Group justify="space-between" align="flex-start" mb="lg">
        <div>
          <PageTitle>{t('scopesPage.title')}</PageTitle>
          <Text c="dimmed">{t('scopesPage.lead')}</Text>
        </div>
        {create}
      </Group>
      <ScopeTabs current="scopes">
        <DataList
          name="scopes"
          caption={t('scopesPage.scopes')}
          columns={columns}
          rowKey={({ name }) => name}
          load={({ search, sort, facets, cursor }) =>
            call('get', '/api/scopes', {
              query: {
                search,
                cursor,
                sort: SORTS.find((each) => each === sort),
                source: SOURCES.filter((source) => facets['source']?.includes(source)),
              },
            })
          }
          search={{ label: t('scopesPage.search'), hint: t('scopesPage.searchHint') }}
          facets={[
            {
              name: 'source',
              label: t('scopesPage.source'),
              options: SOURCES.map((value) => ({ value, label: t(`scopesPage.sources.${value}`) })),
            },
          ]}
          empty={{ title: t('scopesPage.empty'), text: t('scopesPage.emptyText'), action: create }}
        />
      </ScopeTabs>
    </div>
  );
}

function useColumns(): readonly Column<Scope>[] {
  const { t, i18n } = useTranslation();
  return [
    {
      key: 'name',
      header: t('scopesPage.name'),
      rowHeader: true,
      sort: 'name',
      cell: ({ name, title }) => (
        <>
          <Anchor
            component={Link}
            to={`/scopes/edit/${encodeURIComponent(name)}`}
            fw={550}
            size="sm"
            className="mono"
          >
            {name}
          </Anchor>
          <Text size="xs" c="dimmed">
            <bdi>{textOf(title, i18n.language)}</bdi>
          </Text>
        </>
      ),
    },
    {
      key: 'marks',
      header: t('scopesPage.marks'),
      wide: true,
      cell: (scope) => <Marks scope={scope} />,
    },
    {
      key: 'source',
      header: t('scopesPage.source'),
      cell: ({ source }) => t(`scopesPage.sources.${source}`),
    },
    {
      key: 'usedBy',
      header: t('scopesPage.usedBy'),
      sort: 'usedBy',
      cell: ({ usedBy }) => <span className="nowrap">{t('scopesPage.clients', { count: usedBy })}</span>,
    },
  ];
}

function Marks({ scope }: { scope: Scope }): ReactNode {
  const { t } = useTranslation();
  const untranslated = scope.source !== 'built-in' && Object.values(scope.title).includes('');
  return (
    <Group gap={6}>
      {scope.sensitive && (
        <Badge color="orange" variant="dot" tt="none" className="status">
          {t('scopesPage.sensitive')}
        </Badge>
      )}
      {scope.default && (
        <Badge color="gray" variant="outline" tt="none" className="status status-quiet">
          {t('scopesPage.default')}
        </Badge>
      )}
      {untranslated && (
        <Badge color="yellow" variant="dot" tt="none" className="status">
          {t('scopesPage.untranslated')}
        </Badge>
      )}
    </Group>
  );
}
