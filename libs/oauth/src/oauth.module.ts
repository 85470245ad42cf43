import { Module, type NestModule, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { Public } from '@portcullis/bearer';
import { AccountStore } from './accounts/account-store.js';
import { Users } from './accounts/users.js';
import { AuditLog } from './audit/audit-log.js';
import { AuditSealer } from './audit/audit-sealer.js';
import { AuthorizationAnswers } from './authorize/authorization-answers.js';
import { AuthorizationErrorFilter } from './authorize/authorization-error.filter.js';
import { AuthorizationRequests } from './authorize/authorization-requests.js';
import { AuthorizeController } from './authorize/authorize.controller.js';
import { AuthMethods } from './clients/auth-methods.js';
import { ClientAuthGuard } from './clients/client-auth.guard.js';
import { ClientAuthenticator } from './clients/client-authenticator.js';
import { ClientOrigins } from './clients/client-origins.js';
import { ClientRegistry } from './clients/client-registry.js';
import { BcryptSecrets } from './clients/bcrypt-secrets.js';
import { ClientSecrets } from './clients/client-secrets.js';
import { SecretUsage } from './clients/secret-usage.js';
import { ClientSecretBasicStrategy } from './clients/strategies/client-secret-basic.strategy.js';
import { ClientSecretPostStrategy } from './clients/strategies/client-secret-post.strategy.js';
import { NoneStrategy } from './clients/strategies/none.strategy.js';
import { Consents } from './consent/consents.js';
import { Endpoints } from './wire/endpoints.js';
import { Metadata } from './discovery/metadata.js';
import { Replays } from './replays/replays.js';
import { WellKnown } from './discovery/well-known.js';
import { OAuthErrorFilter } from './errors/oauth-error.filter.js';
import { AuthorizationCodeGrant } from './grants/authorization-code.grant.js';
import { ClientCredentialsGrant } from './grants/client-credentials.grant.js';
import { GrantRegistry } from './grants/grant-registry.js';
import { RefreshTokenGrant } from './grants/refresh-token.grant.js';
import { AssetsController } from './pages/assets.controller.js';
import { ConfirmAccessController } from './interaction/confirm-access.controller.js';
import { ErrorController } from './pages/error.controller.js';
import { ClientViews } from './pages/client-views.js';
import { FormTokens } from './sessions/form-tokens.js';
import { InteractionLanguages } from './interaction/interaction-languages.js';
import { InteractionLinks } from './interaction/interaction-links.js';
import { WaitingClients } from './interaction/waiting-clients.js';
import { Interactions } from './interaction/interactions.js';
import { PageAssetFiles } from './pages/page-assets.js';
import { FailureRecords } from './pages/failure-records.js';
import { PageErrorFilter } from './pages/page-error.filter.js';
import { PageSender } from './pages/page-sender.js';
import { Departures } from './pages/departures.js';
import { WaysOut } from './pages/ways-out.js';
import { PasswordStrategy } from './sign-in/password.strategy.js';
import { BrowserAccounts } from './sessions/browser-accounts.js';
import { PasswordEndings } from './sessions/password-endings.js';
import { SessionEndings } from './sessions/session-endings.js';
import { Sessions } from './sessions/sessions.js';
import { AccountChooserController } from './sign-in/account-chooser.controller.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { SignInCompletion } from './sign-in/sign-in-completion.js';
import { SignInGuard } from './sign-in/sign-in.guard.js';
import { SignInLimits } from './sign-in/sign-in-limits.js';
import { Introspection } from './introspection/introspection.js';
import { IntrospectionController } from './introspection/introspection.controller.js';
import { JwksController } from './keys/jwks.controller.js';
import { JwtReader } from './keys/jwt-reader.js';
import { KeyRing } from './keys/key-ring.js';
import { CheckTokenController } from './legacy/check-token.controller.js';
import { Logos } from './logos/logos.js';
import { LogosController } from './logos/logos.controller.js';
import { Limits } from './limits/limits.js';
import { LogoutErrorFilter } from './logout/logout-error.filter.js';
import { LogoutPassages } from './logout/logout-passages.js';
import { LogoutRequests } from './logout/logout-requests.js';
import { LogoutController } from './logout/logout.controller.js';
import { Notices } from './mail/notices.js';
import { adapterProviders } from './oauth.adapter.js';
import { CORE_PROVIDERS } from './oauth.core.js';
import { OAuthExtras } from './oauth.extras.js';
import { chosenFeatures } from './oauth.features.js';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './oauth.module-definition.js';
import { ResolvedOptions, resolveOptions } from './oauth.options.js';
import { pruneRules } from './oauth.pruning.js';
import { ParController } from './par/par.controller.js';
import { Clock } from './primitives/clock.js';
import { Metrics } from './primitives/metrics.js';
import { Revocation } from './revocation/revocation.js';
import { RevocationController } from './revocation/revocation.controller.js';
import { ResourceRegistry } from './scopes/resource-registry.js';
import { ScopeCatalogue } from './scopes/scope-catalogue.js';
import { ScopeRegistry } from './scopes/scope-registry.js';
import { SecondFactors } from './second-factor/second-factors.js';
import { Database } from './storage/database.js';
import { Pruner } from './storage/pruner.js';
import { TokenController } from './token/token.controller.js';
import { AccessTokens } from './tokens/access-tokens.js';
import { Authorizations } from './tokens/authorizations.js';
import { CodeIssuer } from './tokens/code-issuer.js';
import { TokenIssuer } from './tokens/token-issuer.js';
import { UsageCounters } from './usage/usage-counters.js';
import { UsageReport } from './usage/usage-report.js';
import { UserinfoController } from './userinfo/userinfo.controller.js';
import { HostAdapter } from './wire/host-adapter.js';

const CONTROLLERS = [
  AuthorizeController,
  TokenController,
  ConfirmAccessController,
  SignInController,
  AccountChooserController,
  IntrospectionController,
  RevocationController,
  UserinfoController,
  LogoutController,
  JwksController,
  ErrorController,
  // Before the other assets, whose names it would be one of.
  LogosController,
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
    { provide: ResolvedOptions, useFactory: resolveOptions, inject: [MODULE_OPTIONS_TOKEN, OAuthExtras] },
    {
      provide: Pruner,
      useFactory: (database: Database, clock: Clock, options: ResolvedOptions, metrics: Metrics) =>
        new Pruner(database, clock, pruneRules(options.lifetimes), options.pruneEverySeconds, metrics),
      inject: [Database, Clock, ResolvedOptions, Metrics],
    },
    {
      provide: AuditSealer,
      useFactory: (database: Database, clock: Clock, options: ResolvedOptions) =>
        new AuditSealer(database, clock, options.masterKey, options.sealEverySeconds),
      inject: [Database, Clock, ResolvedOptions],
    },
    ...adapterProviders(controllersWith, OPEN_TO_PAGES),
    ...CORE_PROVIDERS,
    // clients
    ClientOrigins,
    AuthMethods,
    ClientSecretBasicStrategy,
    ClientSecretPostStrategy,
    NoneStrategy,
    ClientAuthenticator,
    ClientAuthGuard,
    BcryptSecrets,
    ClientSecrets,
    SecretUsage,
    Replays,
    Limits,
    // keys
    KeyRing,
    JwtReader,
    ScopeCatalogue,
    // grants
    GrantRegistry,
    AuthorizationCodeGrant,
    RefreshTokenGrant,
    ClientCredentialsGrant,
    // tokens
    UsageCounters,
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
    WaitingClients,
    InteractionLanguages,
    BrowserAccounts,
    SessionEndings,
    Sessions,
    PasswordEndings,
    PasswordStrategy,
    SignInGuard,
    SignInLimits,
    SignInCompletion,
    FormTokens,
    PageAssetFiles,
    Logos,
    ClientViews,
    PageSender,
    FailureRecords,
    PageErrorFilter,
    WaysOut,
    Departures,
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
    AuditSealer,
    Authorizations,
    ClientRegistry,
    Clock,
    Database,
    KeyRing,
    Limits,
    Notices,
    Pruner,
    ResolvedOptions,
    ResourceRegistry,
    ScopeRegistry,
    SecondFactors,
    UsageCounters,
    UsageReport,
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
