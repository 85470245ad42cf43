import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BearerModule } from '@portcullis/bearer';
import {
  Clock,
  Database,
  OAUTH_ENTITIES,
  OAUTH_MIGRATIONS,
  OAuthManagementModule,
  Pruner,
  dataSourceOptions,
  prune,
} from '@portcullis/oauth';
import { LoggerModule } from 'nestjs-pino';
import { AdminAccessGuard } from './access/admin-access.guard.js';
import { API_SCOPES, BearerAdmin } from './access/bearer-admin.js';
import { SessionAdmin } from './access/session-admin.js';
import { StepUp } from './access/step-up.js';
import { accountFeature } from './account/account.feature.js';
import { ADMIN_ENTITIES, ADMIN_MIGRATIONS } from './admin.entities.js';
import { auditFeature } from './audit/audit.feature.js';
import { Authority } from './authority/authority.js';
import { Console } from './authority/console.js';
import { checksFeature } from './checks/checks.feature.js';
import { clientsFeature } from './clients/clients.feature.js';
import { configAsCodeFeature } from './config-as-code/config-as-code.feature.js';
import { AdminExceptionFilter } from './errors/admin-exception.filter.js';
import type { Feature } from './feature.js';
import { grantsFeature } from './grants/grants.feature.js';
import { keysFeature } from './keys/keys.feature.js';
import { logging } from './logging.js';
import { playgroundFeature } from './playground/playground.feature.js';
import { PlaygroundRun } from './playground/playground-run.entity.js';
import { quickStartFeature } from './quick-start/quick-start.feature.js';
import { membersFeature } from './members/members.feature.js';
import { overviewFeature } from './overview/overview.feature.js';
import { referencesFeature } from './references/references.feature.js';
import { searchFeature } from './search/search.feature.js';
import { scopesFeature } from './scopes/scopes.feature.js';
import { serverSettingsFeature } from './server-settings/server-settings.feature.js';
import { AdminSession } from './session/admin-session.entity.js';
import { AdminSessions } from './session/admin-sessions.js';
import { SessionController } from './session/session.controller.js';
import { SessionRenewal } from './session/session-renewal.js';
import { AdminSettings } from './settings.js';
import { setupFeature } from './setup/setup.feature.js';
import { ShellController } from './shell/shell.controller.js';
import { usersFeature } from './users/users.feature.js';
import { PendingSignIn } from './sign-in/pending-sign-in.entity.js';
import { PendingSignIns } from './sign-in/pending-sign-ins.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { tokenPreviewFeature } from './token-preview/token-preview.feature.js';
import { usageFeature } from './usage/usage.feature.js';

/** Ended sessions and abandoned sign-ins, so that opening the sign-in address again and again fills nothing. */
const PRUNE_RULES = [
  prune(AdminSession, 'idleExpiresAt'),
  prune(PendingSignIn, 'expiresAt'),
  prune(PlaygroundRun, 'expiresAt'),
];

/** One per page of the app, more or less; each folder says what it brings. */
const FEATURES: readonly Feature[] = [
  clientsFeature,
  checksFeature,
  quickStartFeature,
  referencesFeature,
  tokenPreviewFeature,
  playgroundFeature,
  serverSettingsFeature,
  membersFeature,
  searchFeature,
  accountFeature,
  auditFeature,
  usersFeature,
  grantsFeature,
  scopesFeature,
  keysFeature,
  overviewFeature,
  usageFeature,
  setupFeature,
  configAsCodeFeature,
];

@Module({})
export class AdminModule {
  static with(settings: AdminSettings): DynamicModule {
    return {
      module: AdminModule,
      imports: [
        LoggerModule.forRoot(logging()),
        TypeOrmModule.forRoot({
          ...dataSourceOptions(settings.databaseUrl, {
            entities: [...OAUTH_ENTITIES, ...ADMIN_ENTITIES],
            migrations: [...OAUTH_MIGRATIONS, ...ADMIN_MIGRATIONS],
          }),
          // A wrong password stays wrong: say so at once instead of after half a minute.
          retryAttempts: 1,
        }),
        OAuthManagementModule.forRoot({ masterKey: settings.masterKey }),
        // Asked about every token, because this API is where a token's client is disabled: it must notice at once.
        BearerModule.forRoot({
          issuer: settings.issuer,
          audience: settings.url,
          mode: 'introspect',
          introspect: { clientId: settings.clientId, clientSecret: settings.clientSecret },
          // No route carries @Bearer(): the guard of this app takes sessions as well.
          resourceMetadata: { name: 'Portcullis admin', scopes: API_SCOPES },
          globalGuard: false,
        }),
      ],
      // The shell answers every address that is left, so it comes last.
      controllers: [
        SessionController,
        ...FEATURES.flatMap(({ controllers }) => controllers),
        SignInController,
        ShellController,
      ],
      providers: [
        { provide: AdminSettings, useValue: settings },
        { provide: APP_GUARD, useClass: AdminAccessGuard },
        { provide: APP_FILTER, useClass: AdminExceptionFilter },
        AdminSessions,
        Authority,
        BearerAdmin,
        Console,
        {
          provide: Pruner,
          useFactory: (database: Database, clock: Clock) => new Pruner(database, clock, PRUNE_RULES, 60),
          inject: [Database, Clock],
        },
        PendingSignIns,
        SessionAdmin,
        SessionRenewal,
        StepUp,
        ...FEATURES.flatMap(({ providers }) => providers),
      ],
    };
  }
}
