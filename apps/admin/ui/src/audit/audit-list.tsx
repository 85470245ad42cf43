import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { DataList } from '../lists/data-list.js';
import type { ListQuery } from '../lists/use-list-address.js';
import { auditQueryOf } from './audit-query.js';
import type { AuditEvent, AuditPageOfEvents } from './types.js';
import { useAuditColumns } from './use-audit-columns.js';
import { useAuditFacets } from './use-audit-facets.js';

/** @param clientId whose events; left out: everything that this person may read */
export function AuditList({ clientId }: { clientId?: string }): ReactNode {
  const { t } = useTranslation();
  const columns = useAuditColumns(clientId !== undefined);
  // Facets say by name what the address knows by id.
  const [names] = useState(() => new Map<string, string>());
  const facets = useAuditFacets((id) => names.get(id) ?? id);
  const load = async (query: ListQuery & { readonly cursor: string }): Promise<AuditPageOfEvents> => {
    const page = await call('get', '/api/audit', {
      query: { ...apiQueryOf(query), ...(clientId !== undefined && { clientId }), cursor: query.cursor },
    });
    for (const event of page.items) remember(names, event);
    return page;
  };
  return (
    <DataList
      name={clientId === undefined ? 'audit' : 'client-activity'}
      of={clientId}
      caption={t('audit.title')}
      columns={columns}
      rowKey={({ reference }) => reference}
      load={load}
      search={{ label: t('audit.search'), hint: t('audit.searchHint') }}
      facets={facets}
      empty={{ title: t('audit.empty'), text: t('audit.emptyText') }}
    />
  );
}

function apiQueryOf({ search, facets }: ListQuery): ReturnType<typeof auditQueryOf> {
  const pairs = Object.entries(facets).flatMap(([name, values]) => values.map((value) => [name, value]));
  return auditQueryOf(new URLSearchParams([['search', search], ...pairs]));
}

function remember(names: Map<string, string>, { actor, target, client }: AuditEvent): void {
  for (const person of [actor, target]) if (person?.name) names.set(person.subject, person.name);
  if (client?.name) names.set(client.clientId, client.name);
}
