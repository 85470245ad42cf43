import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Permission } from '../../../src/access/permissions.js';
import { call } from '../api/call.js';
import type { Client } from '../api/types.js';
import { useAllowed } from '../session/use-permission.js';

interface ClientSelectProps {
  readonly label: string;
  readonly description?: string;
  /** The client id; empty for none yet. */
  readonly value: string;
  /** Only clients that this permission reaches. */
  readonly needs: Permission;
  readonly fits?: (client: Client) => boolean;
  readonly onChange: (clientId: string) => void;
}

/** Finds a client by what is typed. */
export function ClientSelect({
  label,
  description,
  value,
  needs,
  fits,
  onChange,
}: ClientSelectProps): ReactNode {
  const allowed = useAllowed();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, 200);
  const { data } = useQuery({
    queryKey: ['clients', 'select', search],
    queryFn: () => call('get', '/api/clients', { query: { search, limit: 50 } }),
    placeholderData: keepPreviousData,
  });
  const clients = (data?.items ?? []).filter(
    (client) => allowed(needs, client.clientId) && (fits?.(client) ?? true),
  );
  const options = clients.map(({ clientId, name }) => ({
    value: clientId,
    label: name === clientId ? name : `${name} (${clientId})`,
  }));
  // The chosen one may be on no page of this search.
  const known = value === '' || options.some((option) => option.value === value);
  return (
    <Select
      label={label}
      description={description}
      searchable
      value={value || null}
      data={known ? options : [{ value, label: value }, ...options]}
      // The server has searched: by name and id.
      filter={({ options: all }) => all}
      onSearchChange={(text) => setTyped(labelled(text, options))}
      onChange={(clientId) => onChange(clientId ?? '')}
      comboboxProps={{ shadow: 'md' }}
    />
  );
}

/** A chosen option stands in the field by its label: that is nothing to search for. */
function labelled(text: string, options: readonly { label: string; value: string }[]): string {
  return options.some(({ label, value }) => label === text || value === text) ? '' : text;
}
