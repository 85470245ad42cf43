import type { ReactNode } from 'react';
import type { Client } from '../api/types.js';
import { AuditList } from './audit-list.js';

/** What happened to one client. */
export function ClientActivity({ client }: { client: Client }): ReactNode {
  return <AuditList clientId={client.clientId} />;
}
