import type { Provider } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Passwords } from './accounts/passwords.js';
import { Users } from './accounts/users.js';
import { AuditLog } from './audit/audit-log.js';
import { ClientRegistry } from './clients/client-registry.js';
import { Clients } from './clients/clients.js';
import { Database } from './storage/database.js';

/** Services that both the authorization server and an admin app beside it need. */
export const CORE_PROVIDERS: Provider[] = [
  AuditLog,
  Clients,
  ClientRegistry,
  { provide: Passwords, useFactory: () => new Passwords() },
  Users,
];

/** @param name of the TypeORM DataSource; the unnamed one by default */
export function databaseProvider(name?: string): Provider {
  return {
    provide: Database,
    useFactory: (dataSource: DataSource) => new Database(dataSource),
    inject: [getDataSourceToken(name)],
  };
}
