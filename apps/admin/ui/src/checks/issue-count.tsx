import { Badge, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../api/types.js';
import { countIssues } from './count-issues.js';

/** How many open issues a client has; nothing where there is none. */
export function IssueCount({
  client: { clientId, version },
}: {
  client: Pick<Client, 'clientId' | 'version'>;
}): ReactNode {
  const { t } = useTranslation();
  const { data: open } = useQuery({
    queryKey: ['checks', 'count', clientId, version],
    queryFn: () => countIssues(clientId),
  });
  if (!open) return null;
  return (
    <Badge size="sm" circle={open < 10} color="orange" variant="light" className="status">
      <span aria-hidden="true">{open}</span>
      <VisuallyHidden>{t('checks.issuesOf', { count: open })}</VisuallyHidden>
    </Badge>
  );
}
