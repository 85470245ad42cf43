import type { Provider } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { HASHES_AT_ONCE, Passwords } from './accounts/passwords.js';
import { Users } from './accounts/users.js';
import { AuditLog } from './audit/audit-log.js';
import { AuditSearch } from './audit/audit-search.js';
import { ClientBatches } from './directory/client-batches.js';
import { ClientList } from './directory/client-list.js';
import { AdoptedSecrets } from './clients/adopted-secrets.js';
import { ClientRegistry } from './clients/client-registry.js';
import { ClientRemoval } from './directory/client-removal.js';
import { Clients } from './clients/clients.js';
import { Metrics } from './primitives/metrics.js';
import { References } from './pages/references.js';
import { ClientUsage } from './scopes/client-usage.js';
import { ResourceRegistry } from './scopes/resource-registry.js';
import { ScopeRegistry } from './scopes/scope-registry.js';
import { SecondFactors } from './second-factor/second-factors.js';
import { UsageReport } from './usage/usage-report.js';
import { Database } from './storage/database.js';

/** Services that both the authorization server and an admin app beside it need. */
export const CORE_PROVIDERS: Provider[] = [
  AdoptedSecrets,
  AuditLog,
  AuditSearch,
  Clients,
  ClientRegistry,
  ClientList,
  ClientRemoval,
  ClientBatches,
  {
    provide: Passwords,
    useFactory: (metrics: Metrics) => new Passwords(HASHES_AT_ONCE, metrics),
    inject: [Metrics],
  },
  Users,
  References,
  SecondFactors,
  ClientUsage,
  ScopeRegistry,
  ResourceRegistry,
  UsageReport,
];

/** @param name of the TypeORM DataSource; the unnamed one by default */
export function databaseProvider(name?: string): Provider {
  return {
    provide: Database,
    useFactory: (dataSource: DataSource, metrics: Metrics) => new Database(dataSource, metrics),
    inject: [getDataSourceToken(name), Metrics],
  };
}
