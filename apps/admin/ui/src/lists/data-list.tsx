import { Button, Group, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../api/problem-alert.js';
import { Icon } from '../shell/icon.js';
import { BulkBar, type BulkAction, type BulkResult } from './bulk-bar.js';
import { BulkOutcome } from './bulk-outcome.js';
import { ColumnChooser } from './column-chooser.js';
import { DataTable, type Column } from './data-table.js';
import { FacetMenu, type Facet } from './facet-menu.js';
import { SearchField } from './search-field.js';
import { useChosenColumns } from './use-chosen-columns.js';
import { useListAddress, type ListQuery } from './use-list-address.js';
import { useSelection } from './use-selection.js';

export interface ListPage<Row> {
  readonly items: readonly Row[];
  readonly next: string | null;
  readonly total: number;
  readonly more: boolean;
}

export interface DataListProps<Row> {
  /** Under which its rows are cached and its columns remembered. */
  readonly name: string;
  /** What the cache key needs beside the address, such as whose rows these are. */
  readonly of?: string;
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  /** Names a row for readers who cannot see it; needed with `bulk`. */
  readonly rowName?: (row: Row) => string;
  readonly load: (query: ListQuery & { readonly cursor: string }) => Promise<ListPage<Row>>;
  /** Left out: the list cannot be searched. */
  readonly search?: { readonly label: string; readonly hint: string };
  readonly facets?: readonly Facet[];
  readonly bulk?: readonly BulkAction[];
  /** Shown when there is nothing at all: what that means, and one next step. */
  readonly empty: { readonly title: string; readonly text: string; readonly action?: ReactNode };
}

/** A list as every page of the app has it: search, facets, sorting, pages and what is chosen stay in the address. */
export function DataList<Row>(props: DataListProps<Row>): ReactNode {
  const { name, of, caption, columns, rowKey, rowName, load, search, facets = [], bulk = [], empty } = props;
  const { t } = useTranslation();
  const address = useListAddress(facets.map((facet) => facet.name));
  const query: ListQuery = { search: address.search, sort: address.sort, facets: address.facets };
  const page = useQuery({
    queryKey: [name, of, query, address.cursor],
    queryFn: () => load({ ...query, cursor: address.cursor }),
    placeholderData: keepPreviousData,
  });
  const chosenColumns = useChosenColumns(name, columns);
  const [outcome, setOutcome] = useState<BulkResult>();
  const items = page.data?.items;
  const selection = useSelection(items, rowKey, JSON.stringify(query));
  const isNarrowed = query.search !== '' || Object.values(query.facets).some((values) => values.length > 0);
  const isEmpty = items?.length === 0 && !address.hasPrevious;
  const clear = (): void => address.show({ search: '', facets: {} });

  return (
    <>
      {(isNarrowed || !isEmpty) && (
        <Group align="flex-end" gap="sm" mb="md">
          {search && (
            <SearchField
              {...search}
              value={query.search}
              onSearch={(text) => address.show({ search: text })}
            />
          )}
          {facets.map((facet) => (
            <FacetMenu
              key={facet.name}
              facet={facet}
              chosen={query.facets[facet.name] ?? []}
              onChoose={(values) => address.show({ facets: { ...query.facets, [facet.name]: values } })}
            />
          ))}
          <ColumnChooser {...chosenColumns} />
          {isNarrowed && (
            <Button variant="subtle" size="sm" onClick={clear}>
              {t('table.clear')}
            </Button>
          )}
        </Group>
      )}

      {bulk.length > 0 && selection.keys.size > 0 && (
        <BulkBar
          actions={bulk}
          selection={selection}
          query={query}
          total={page.data?.total ?? 0}
          onDone={(result) => {
            setOutcome(result);
            selection.clear();
            void page.refetch();
          }}
        />
      )}
      {outcome && <BulkOutcome result={outcome} onClose={() => setOutcome(undefined)} />}

      {page.isError ? (
        <ProblemAlert problem={page.error} onRetry={() => void page.refetch()} />
      ) : isEmpty ? (
        <div className="card" role="status">
          <Text fw={600}>{isNarrowed ? t('table.noResults') : empty.title}</Text>
          <Text c="dimmed" mt={4} mb="md">
            {isNarrowed ? t('table.noResultsText') : empty.text}
          </Text>
          {isNarrowed ? (
            <Button variant="default" onClick={clear}>
              {t('table.clear')}
            </Button>
          ) : (
            empty.action
          )}
        </div>
      ) : (
        <DataTable
          caption={caption}
          columns={chosenColumns.shown}
          rows={items}
          rowKey={rowKey}
          sort={query.sort}
          onSort={(sort) => address.show({ sort })}
          selection={bulk.length > 0 && rowName ? { ...selection, nameOf: rowName } : undefined}
        />
      )}

      <Group justify="space-between" mt="md">
        <Text size="sm" c="dimmed" role="status">
          {page.data &&
            page.data.total > 0 &&
            t(page.data.more ? 'table.countMore' : 'table.count', { count: page.data.total })}
        </Text>
        {(address.hasPrevious || page.data?.next) && (
          <Group gap="xs">
            <Button
              variant="default"
              size="sm"
              leftSection={<Icon name="back" size={16} />}
              disabled={!address.hasPrevious}
              onClick={address.previous}
            >
              {t('table.previous')}
            </Button>
            <Button
              variant="default"
              size="sm"
              rightSection={<Icon name="next" size={16} />}
              disabled={!page.data?.next || page.isPlaceholderData}
              onClick={() => address.next(page.data!.next!)}
            >
              {t('table.next')}
            </Button>
          </Group>
        )}
      </Group>
    </>
  );
}
