import { Module } from '@nestjs/common';
import { AccountStore } from './accounts/account-store.js';
import { Users } from './accounts/users.js';
import { AuditLog } from './audit/audit-log.js';
import { ClientRegistry } from './clients/client-registry.js';
import { CORE_PROVIDERS, databaseProvider } from './oauth.core.js';
import { Clock, SystemClock } from './primitives/clock.js';
import { Database } from './storage/database.js';

/**
 * The administrative services without any endpoint: for an admin app that runs beside the authorization server on
 * the same database.
 */
@Module({
  providers: [
    ...CORE_PROVIDERS,
    databaseProvider(),
    { provide: AccountStore, useExisting: Users },
    { provide: Clock, useClass: SystemClock },
  ],
  exports: [ClientRegistry, Users, AuditLog, Database, Clock],
})
export class OAuthManagementModule {}
