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
import { BEARER_NEEDS, BearerAdmin } from './access/bearer-admin.js';
import { SessionAdmin } from './access/session-admin.js';
import { ADMIN_ENTITIES, ADMIN_MIGRATIONS } from './admin.entities.js';
import { Authority } from './authority/authority.js';
import { ClientsController } from './clients/clients.controller.js';
import { OwnRegistration } from './clients/own-registration.js';
import { SecretsController } from './clients/secrets.controller.js';
import { AdminExceptionFilter } from './errors/admin-exception.filter.js';
import { logging } from './logging.js';
import { AdminMembers } from './members/admin-members.js';
import { AdminSession } from './session/admin-session.entity.js';
import { AdminSessions } from './session/admin-sessions.js';
import { SessionController } from './session/session.controller.js';
import { SessionRenewal } from './session/session-renewal.js';
import { AdminSettings } from './settings.js';
import { ShellController } from './shell/shell.controller.js';
import { PendingSignIn } from './sign-in/pending-sign-in.entity.js';
import { PendingSignIns } from './sign-in/pending-sign-ins.js';
import { SignInController } from './sign-in/sign-in.controller.js';

/** Ended sessions and abandoned sign-ins, so that opening the sign-in address again and again fills nothing. */
const PRUNE_RULES = [prune(AdminSession, 'idleExpiresAt'), prune(PendingSignIn, 'expiresAt')];

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
        OAuthManagementModule,
        // Asked about every token, because this API is where a token's client is disabled: it must notice at once.
        BearerModule.forRoot({
          issuer: settings.issuer,
          audience: settings.url,
          mode: 'introspect',
          introspect: { clientId: settings.clientId, clientSecret: settings.clientSecret },
          // No route carries @Bearer(): the guard of this app takes sessions as well.
          resourceMetadata: { name: 'Portcullis admin', scopes: BEARER_NEEDS.scopes },
          globalGuard: false,
        }),
      ],
      // The shell answers every address that is left, so it comes last.
      controllers: [
        SessionController,
        ClientsController,
        SecretsController,
        SignInController,
        ShellController,
      ],
      providers: [
        { provide: AdminSettings, useValue: settings },
        { provide: APP_GUARD, useClass: AdminAccessGuard },
        { provide: APP_FILTER, useClass: AdminExceptionFilter },
        AdminMembers,
        AdminSessions,
        Authority,
        BearerAdmin,
        {
          provide: Pruner,
          useFactory: (database: Database, clock: Clock) => new Pruner(database, clock, PRUNE_RULES, 60),
          inject: [Database, Clock],
        },
        OwnRegistration,
        PendingSignIns,
        SessionAdmin,
        SessionRenewal,
      ],
    };
  }
}
