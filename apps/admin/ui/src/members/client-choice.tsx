import { MultiSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';

interface ClientChoiceProps {
  readonly value: readonly string[];
  readonly onChange: (clients: readonly string[]) => void;
  readonly disabled?: boolean;
}

/** Clients by their names, looked up while one types. */
export function ClientChoice({ value, onChange, disabled = false }: ClientChoiceProps): ReactNode {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, 200);
  const found = useQuery({
    queryKey: ['client-choice', search],
    queryFn: () => call('get', '/api/clients', { query: { search, limit: 20 } }),
    placeholderData: keepPreviousData,
  });
  const options = new Map(value.map((clientId) => [clientId, clientId]));
  for (const { clientId, name } of found.data?.items ?? []) options.set(clientId, `${name} (${clientId})`);
  return (
    <MultiSelect
      label={t('members.clients')}
      description={t('members.clientsHint')}
      placeholder={value.length === 0 ? t('members.clientsSearch') : undefined}
      data={[...options].map(([id, label]) => ({ value: id, label }))}
      value={[...value]}
      onChange={onChange}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      // The server has searched already, by more than what the option shows.
      filter={({ options: all }) => all}
      nothingFoundMessage={t('table.noResults')}
      disabled={disabled}
      hidePickedOptions
      maw="46rem"
    />
  );
}
