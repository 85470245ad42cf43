import { Module, type NestModule, type Type } from '@nestjs/common';
import { ApplicationConfig, DiscoveryModule, HttpAdapterHost } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { Public } from '@portcullis/bearer';
import { AccountStore } from './accounts/account-store.js';
import { Users } from './accounts/users.js';
import { AuditLog } from './audit/audit-log.js';
import { AuthorizationAnswers } from './authorize/authorization-answers.js';
import { AuthorizationErrorFilter } from './authorize/authorization-error.filter.js';
import { AuthorizationRequests } from './authorize/authorization-requests.js';
import { AuthorizeController } from './authorize/authorize.controller.js';
import { AuthMethods } from './clients/auth-methods.js';
import { ClientAuthGuard } from './clients/client-auth.guard.js';
import { ClientAuthenticator } from './clients/client-authenticator.js';
import { ClientOrigins } from './clients/client-origins.js';
import { ClientRegistry } from './clients/client-registry.js';
import { ClientSecrets } from './clients/client-secrets.js';
import { SecretUsage } from './clients/secret-usage.js';
import { ClientSecretBasicStrategy } from './clients/strategies/client-secret-basic.strategy.js';
import { ClientSecretPostStrategy } from './clients/strategies/client-secret-post.strategy.js';
import { NoneStrategy } from './clients/strategies/none.strategy.js';
import { Consents } from './consent/consents.js';
import { CrossOrigin } from './cors/cross-origin.js';
import { Endpoints } from './discovery/endpoints.js';
import { Metadata } from './discovery/metadata.js';
import { Replays } from './replays/replays.js';
import { WellKnown } from './discovery/well-known.js';
import { OAuthErrorFilter } from './errors/oauth-error.filter.js';
import { AuthorizationCodeGrant } from './grants/authorization-code.grant.js';
import { ClientCredentialsGrant } from './grants/client-credentials.grant.js';
import { GrantRegistry } from './grants/grant-registry.js';
import { RefreshTokenGrant } from './grants/refresh-token.grant.js';
import { AssetsController } from './interaction/assets.controller.js';
import { ConfirmAccessController } from './interaction/confirm-access.controller.js';
import { ErrorController } from './interaction/error.controller.js';
import { FormTokens } from './interaction/form-tokens.js';
import { InteractionLinks } from './interaction/interaction-links.js';
import { Interactions } from './interaction/interactions.js';
import { PageAssetFiles } from './interaction/page-assets.js';
import { PageErrorFilter } from './interaction/page-error.filter.js';
import { PageSender } from './interaction/page-sender.js';
import { PasswordStrategy } from './interaction/password.strategy.js';
import { Sessions } from './interaction/sessions.js';
import { SignInController } from './interaction/sign-in.controller.js';
import { SignInGuard } from './interaction/sign-in.guard.js';
import { SignInLimits } from './interaction/sign-in-limits.js';
import { Introspection } from './introspection/introspection.js';
import { IntrospectionController } from './introspection/introspection.controller.js';
import { JwksController } from './keys/jwks.controller.js';
import { JwtReader } from './keys/jwt-reader.js';
import { KeyRing } from './keys/key-ring.js';
import { CheckTokenController } from './legacy/check-token.controller.js';
import { Limits } from './limits/limits.js';
import { LogoutErrorFilter } from './logout/logout-error.filter.js';
import { LogoutPassages } from './logout/logout-passages.js';
import { LogoutRequests } from './logout/logout-requests.js';
import { LogoutController } from './logout/logout.controller.js';
import { CORE_PROVIDERS } from './oauth.core.js';
import { OAuthExtras } from './oauth.extras.js';
import { chosenFeatures } from './oauth.features.js';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './oauth.module-definition.js';
import { ResolvedOptions, resolveOptions } from './oauth.options.js';
import { pruneRules } from './oauth.pruning.js';
import { ParController } from './par/par.controller.js';
import { Clock } from './primitives/clock.js';
import { Revocation } from './revocation/revocation.js';
import { RevocationController } from './revocation/revocation.controller.js';
import { Database } from './storage/database.js';
import { Pruner } from './storage/pruner.js';
import { TokenController } from './token/token.controller.js';
import { AccessTokens } from './tokens/access-tokens.js';
import { Authorizations } from './tokens/authorizations.js';
import { CodeIssuer } from './tokens/code-issuer.js';
import { TokenIssuer } from './tokens/token-issuer.js';
import { UserinfoController } from './userinfo/userinfo.controller.js';
import { HostAdapter } from './wire/host-adapter.js';

const CONTROLLERS = [
  AuthorizeController,
  TokenController,
  ConfirmAccessController,
  SignInController,
  IntrospectionController,
  RevocationController,
  UserinfoController,
  LogoutController,
  JwksController,
  ErrorController,
  AssetsController,
  CheckTokenController,
];

// A host may guard its APIs with BearerModule, whose global guard closes every route that does not say it is public.
for (const controller of CONTROLLERS) Public()(controller);

/** What a client that runs in a browser calls; everything else is for servers, or for the browser to go to. */
const OPEN_TO_PAGES = [TokenController, RevocationController, UserinfoController, ParController];

function controllersWith({ features }: OAuthExtras): Type[] {
  return [...CONTROLLERS, ...chosenFeatures(features).flatMap(({ controllers }) => controllers)];
}

/** The authorization server: `OAuthModule.forRoot(options)` or `forRootAsync({ useFactory, inject, imports, … })`. */
@Module({
  imports: [DiscoveryModule, JwtModule.register({})],
  controllers: CONTROLLERS,
  providers: [
    { provide: ResolvedOptions, useFactory: resolveOptions, inject: [MODULE_OPTIONS_TOKEN] },
    {
      provide: Pruner,
      useFactory: (database: Database, clock: Clock, options: ResolvedOptions) =>
        new Pruner(database, clock, pruneRules(options.lifetimes), options.pruneEverySeconds),
      inject: [Database, Clock, ResolvedOptions],
    },
    {
      provide: HostAdapter,
      useFactory: (adapterHost: HttpAdapterHost, application: ApplicationConfig, extras: OAuthExtras) =>
        new HostAdapter(adapterHost, application, extras.prefix, controllersWith(extras)),
      inject: [HttpAdapterHost, ApplicationConfig, OAuthExtras],
    },
    {
      provide: CrossOrigin,
      useFactory: (
        adapterHost: HttpAdapterHost,
        application: ApplicationConfig,
        extras: OAuthExtras,
        origins: ClientOrigins,
      ) =>
        new CrossOrigin(
          adapterHost,
          application,
          extras.prefix,
          controllersWith(extras),
          OPEN_TO_PAGES,
          origins,
        ),
      inject: [HttpAdapterHost, ApplicationConfig, OAuthExtras, ClientOrigins],
    },
    ...CORE_PROVIDERS,
    // clients
    ClientOrigins,
    AuthMethods,
    ClientSecretBasicStrategy,
    ClientSecretPostStrategy,
    NoneStrategy,
    ClientAuthenticator,
    ClientAuthGuard,
    ClientSecrets,
    SecretUsage,
    Replays,
    Limits,
    // keys
    KeyRing,
    JwtReader,
    // grants
    GrantRegistry,
    AuthorizationCodeGrant,
    RefreshTokenGrant,
    ClientCredentialsGrant,
    // tokens
    TokenIssuer,
    CodeIssuer,
    AccessTokens,
    Authorizations,
    // authorize, consent, interaction
    AuthorizationRequests,
    AuthorizationAnswers,
    AuthorizationErrorFilter,
    Consents,
    Interactions,
    InteractionLinks,
    Sessions,
    PasswordStrategy,
    SignInGuard,
    SignInLimits,
    FormTokens,
    PageAssetFiles,
    PageSender,
    PageErrorFilter,
    // endpoints
    Endpoints,
    Metadata,
    WellKnown,
    Introspection,
    Revocation,
    LogoutRequests,
    LogoutPassages,
    LogoutErrorFilter,
    OAuthErrorFilter,
  ],
  exports: [
    AccessTokens,
    AccountStore,
    AuditLog,
    Authorizations,
    ClientRegistry,
    Clock,
    Database,
    KeyRing,
    Limits,
    Pruner,
    ResolvedOptions,
    Users,
  ],
})
export class OAuthModule extends ConfigurableModuleClass implements NestModule {
  constructor(private readonly hostAdapter: HostAdapter) {
    super();
  }

  configure(): void {
    this.hostAdapter.afterParsers();
  }
}
