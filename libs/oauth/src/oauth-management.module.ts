import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { AccountStore } from './accounts/account-store.js';
import { Users } from './accounts/users.js';
import { AuditChain } from './audit/audit-chain.js';
import { AuditLog } from './audit/audit-log.js';
import { AuditSearch } from './audit/audit-search.js';
import { ClientBatches } from './directory/client-batches.js';
import { ClientList } from './directory/client-list.js';
import { AdoptedSecrets } from './clients/adopted-secrets.js';
import { ClientRegistry } from './clients/client-registry.js';
import { SigningKeys } from './keys/signing-keys.js';
import { Clients } from './clients/clients.js';
import { ClientRemoval } from './directory/client-removal.js';
import { CORE_PROVIDERS, databaseProvider } from './oauth.core.js';
import { AuthorizationDirectory } from './directory/authorization-directory.js';
import { AuthorizationRevocations } from './directory/authorization-revocations.js';
import { UserApps } from './directory/user-apps.js';
import { UserDirectory } from './directory/user-directory.js';
import { OwedLogouts } from './back-channel-logout/owed-logouts.js';
import { References } from './pages/references.js';
import { HandedOverResets } from './password-reset/handed-over-resets.js';
import { Clock, SystemClock } from './primitives/clock.js';
import { Metrics } from './primitives/metrics.js';
import { ResourceRegistry } from './scopes/resource-registry.js';
import { ScopeRegistry } from './scopes/scope-registry.js';
import { SecondFactors } from './second-factor/second-factors.js';
import { SessionEndings } from './sessions/session-endings.js';
import { UserSessions } from './sessions/user-sessions.js';
import { Database } from './storage/database.js';
import { Authorizations } from './tokens/authorizations.js';
import { FirstSignIns } from './directory/first-sign-ins.js';
import { UsageReport } from './usage/usage-report.js';

/** What an admin app is told about the authorization server beside it. A class so that Nest can inject it. */
export class ManagementOptions {
  /** The server's master key: signing keys and the chain of the audit log are protected with keys derived from it. */
  readonly masterKey: string;
}

/** What an administrator does beside the protocol. */
const ADMINISTRATION = [
  FirstSignIns,
  UserSessions,
  HandedOverResets,
  UserDirectory,
  AuthorizationDirectory,
  AuthorizationRevocations,
  UserApps,
];

/** What that is done with. */
const TOOLS = [Authorizations, OwedLogouts, SessionEndings, Metrics];

const SERVICES = [
  AdoptedSecrets,
  UsageReport,
  ScopeRegistry,
  ResourceRegistry,
  ClientList,
  ClientRemoval,
  ClientBatches,
  ClientRegistry,
  Clients,
  Users,
  SecondFactors,
  AuditLog,
  AuditSearch,
  References,
  ...ADMINISTRATION,
];

/** Services that need the master key. */
const KEYED_SERVICES: Provider[] = [
  {
    provide: AuditChain,
    useFactory: (database: Database, clock: Clock, { masterKey }: ManagementOptions) =>
      new AuditChain(database, clock, masterKey),
    inject: [Database, Clock, ManagementOptions],
  },
  {
    provide: SigningKeys,
    useFactory: (database: Database, audit: AuditLog, clock: Clock, { masterKey }: ManagementOptions) =>
      new SigningKeys(database, audit, clock, masterKey),
    inject: [Database, AuditLog, Clock, ManagementOptions],
  },
];

/**
 * The administrative services without any endpoint: for an admin app that runs beside the authorization server on
 * the same database. As it stands it registers clients and users; `forRoot` adds what needs the master key.
 */
@Module({
  providers: [
    ...CORE_PROVIDERS,
    ...ADMINISTRATION,
    ...TOOLS,
    databaseProvider(),
    { provide: AccountStore, useExisting: Users },
    { provide: Clock, useClass: SystemClock },
  ],
  exports: [...SERVICES, Database, Clock],
})
export class OAuthManagementModule {
  static forRoot(options: ManagementOptions): DynamicModule {
    const keyed = [
      { provide: ManagementOptions, useValue: Object.freeze({ ...options }) },
      ...KEYED_SERVICES,
    ];
    return { module: OAuthManagementModule, providers: keyed, exports: keyed };
  }
}
