export {
  AccountStore,
  MULTI_FACTOR,
  PASSWORD,
  type Account,
  type Authentication,
  type UserClaims,
} from './accounts/account-store.js';
export { passwordProblem, type PasswordProblem } from './accounts/password-policy.js';
export { DEFAULT_PASSWORDS, type PasswordOptions } from './accounts/password.options.js';
export { User } from './accounts/user.entity.js';
export { InvalidUser, StaleUser, UnknownUser, UsernameTaken, Users } from './accounts/users.js';
export type { Actor } from './audit/actor.js';
export {
  AuditChain,
  type ChainHead,
  type ChainProgress,
  type ChainReport,
  type Findings,
} from './audit/audit-chain.js';
export { AuditEvent } from './audit/audit-event.entity.js';
export { fitsFilter, type AuditFilter, type AuditReach } from './audit/audit-filter.js';
export { AuditLog, type AuditDetails } from './audit/audit-log.js';
export { AuditSeal } from './audit/audit-seal.entity.js';
export { AuditSealer } from './audit/audit-sealer.js';
export { AuditSearch, type AuditPage, type HourlyCount } from './audit/audit-search.js';
export {
  AUDIT_EVENT_NAMES,
  AUDIT_EVENTS,
  AUDIT_KINDS,
  AUDIT_OUTCOMES,
  auditEventOf,
  type AuditEventDefinition,
  type AuditEventName,
  type AuditKind,
  type AuditOutcome,
  type HostEventName,
} from './audit/events.js';
export type { ClientDocumentOptions } from './client-documents/client-document.options.js';
export { ClientDocument } from './client-documents/client-document.entity.js';
export { AdoptedSecrets, checkKept, UnfitSecret, type KeptSecret } from './clients/adopted-secrets.js';
export { ClientOrigin } from './clients/client-origin.entity.js';
export { APPLICATION_TYPES, applicationTypeOf } from './clients/application-type.js';
export {
  BATCH_ACTIONS,
  ClientBatches,
  type BatchAction,
  type BatchResult,
} from './directory/client-batches.js';
export { SecretInUse, StaleVersion, UnknownClient } from './clients/client-errors.js';
export {
  CLIENT_ORDERS,
  ClientList,
  type ClientHighlights,
  type ClientOrder,
  type ClientPage,
  type ClientPageQuery,
  type ClientQuery,
} from './directory/client-list.js';
export { ClientRegistry, type ClientChanges, type NewClient } from './clients/client-registry.js';
export { ClientRemoval, type ClientDependents } from './directory/client-removal.js';
export type { NewSecret } from './clients/mint-secret.js';
export { ClientSecret } from './clients/client-secret.entity.js';
export {
  checkSettings,
  DEFAULT_SETTINGS,
  InvalidClientSettings,
  type ClientSettings,
  type SettingsProblem,
} from './clients/client-settings.js';
export {
  Client,
  hasSecret,
  isPublic,
  type AccessTokenFormat,
  type ApplicationType,
  type AssertionAlgorithm,
  type ClientAuthMethod,
  type RefreshPolicy,
  type SigningAlgorithm,
} from './clients/client.entity.js';
export type { AbsentClaim, AbsenceReason, ClaimOrigin, PreviewedClaim } from './console/claim-origins.js';
export type { ConsoleOptions } from './console/console.options.js';
export type { ConfigurationDescription, Setting, SettingSource } from './console/effective-configuration.js';
export type { PreviewedAnswer, PreviewedClaims } from './console/token-preview.js';
export { Clients } from './clients/clients.js';
export { Consent } from './consent/consent.entity.js';
export {
  AuthorizationDirectory,
  type AuthorizationFamily,
  type AuthorizationPage,
  type AuthorizationPageQuery,
  type ListedAuthorization,
} from './directory/authorization-directory.js';
export type { AuthorizationFilter, AuthorizationState } from './directory/authorization-query.js';
export { AuthorizationRevocations, type Revoked } from './directory/authorization-revocations.js';
export { UserApps, type UserApp } from './directory/user-apps.js';
export {
  UserDirectory,
  type UserOrder,
  type UserPage,
  type UserPageQuery,
  type UserQuery,
} from './directory/user-directory.js';
export { DeviceCode, type DeviceStatus } from './device/device-code.entity.js';
export { Advertises, type Advertiser } from './wire/advertises.decorator.js';
export { OAuthError } from './errors/oauth-error.js';
export * as errors from './errors/catalogue.js';
export { ExchangePolicy, type ExchangePermit, type ExchangeRequest } from './exchange/exchange-policy.js';
export type { ExchangeKind, ExchangeRule } from './exchange/exchange-rule.js';
export { GrantType, type Grant } from './grants/grant-type.decorator.js';
export { TokenRequest } from './grants/token-request.js';
export { HandlebarsPageRenderer } from './pages/handlebars-page-renderer.js';
export { Interaction } from './interaction/interaction.entity.js';
export { MESSAGES } from './pages/messages/messages.js';
export { PageRenderer } from './pages/page-renderer.js';
export type { PageContext } from './pages/page-context.js';
export type { Page } from './pages/pages.js';
export { Theme } from './pages/theme/theme.js';
export { ThemeError } from './pages/theme/theme-problems.js';
export { References, type ReferredError, type ReferredEvent } from './pages/references.js';
export { BrowserAccount } from './sessions/browser-account.entity.js';
export { Session } from './sessions/session.entity.js';
export { UserSessions, type SignedOut } from './sessions/user-sessions.js';
export { Sessions, type OwnSession } from './sessions/sessions.js';
export { KeyRing } from './keys/key-ring.js';
export { KeyRefused, UnknownKey, type KeyRefusal } from './keys/key-refused.js';
export {
  JWKS_MAX_AGE,
  KEYS_NOTICED_WITHIN,
  PUBLISH_AHEAD,
  RETENTION,
  type KeyState,
  type KeyTimes,
} from './keys/key-times.js';
export { SigningKeys, type ListedKey } from './keys/signing-keys.js';
export { SigningKey } from './keys/signing-key.entity.js';
export { Attempt } from './limits/attempt.entity.js';
export type { Limit, LimitName } from './limits/limit.js';
export { Limits } from './limits/limits.js';
export { ClientLogo } from './logos/client-logo.entity.js';
export { LogoutDeliveries } from './back-channel-logout/logout-deliveries.js';
export { LogoutDelivery } from './back-channel-logout/logout-delivery.entity.js';
export { Mailer, type Mail } from './mail/mailer.js';
export type { MailOptions } from './mail/mail.options.js';
export { browserName, type BrowserName } from './my-account/browser-names.js';
export { Notices } from './mail/notices.js';
export { AdditiveMigration, type Additions } from './migrations/additive-migration.js';
export { addColumns } from './migrations/alter-tables.js';
export { createTables } from './migrations/create-tables.js';
export { OAUTH_MIGRATIONS } from './migrations/migrations.js';
export { ManagementOptions, OAuthManagementModule } from './oauth-management.module.js';
export { OAUTH_ENTITIES } from './oauth.entities.js';
export type { FeatureName, OAuthExtras } from './oauth.extras.js';
export { InvalidOptions } from './oauth.option-checks.js';
export { OAuthModule } from './oauth.module.js';
export {
  checkMasterKey,
  ResolvedOptions,
  type DpopNoncePolicy,
  type Lifetimes,
  type OAuthOptions,
  type ScopeDefinition,
} from './oauth.options.js';
export { GuardedHttp } from './outgoing/guarded-http.js';
export {
  OutgoingFailure,
  OutgoingHttp,
  type OutgoingAnswer,
  type OutgoingRequest,
} from './outgoing/outgoing-http.js';
export { PushedRequest } from './par/pushed-request.entity.js';
export { HandedOverResets, type HandedOverReset } from './password-reset/handed-over-resets.js';
export { PasswordReset } from './password-reset/password-reset.entity.js';
export { idFromText, idToText } from './primitives/id.js';
export { Clock, SystemClock } from './primitives/clock.js';
export { Metrics, type AnsweredRequest, type Level, type StatementKind } from './primitives/metrics.js';
export { mintHandle, readHandle, type Handle } from './primitives/handle.js';
export { deriveKey, open, seal } from './primitives/seal.js';
export { sourceOf } from './wire/source.js';
export { UsedJti } from './replays/used-jti.entity.js';
export { ConfiguredScope } from './scopes/configured-scope.entity.js';
export { ResourceRegistry, type ListedResource } from './scopes/resource-registry.js';
export { Resource } from './scopes/resource.entity.js';
export { ScopeRegistry, type ListedScope, type NewScope, type ScopeSource } from './scopes/scope-registry.js';
export {
  checkResource,
  checkScope,
  InvalidDefinition,
  type ResourceSettings,
  type ScopeProblem,
  type ScopeSettings,
} from './scopes/scope-rules.js';
export { Scope, type LocalText } from './scopes/scope.entity.js';
export { StillUsed, UnknownResource, UnknownScope } from './scopes/scope-errors.js';
export { PasskeyChallenge } from './second-factor/passkey-challenge.entity.js';
export { Passkey } from './second-factor/passkey.entity.js';
export { RecoveryCode } from './second-factor/recovery-code.entity.js';
export type { SecondFactorOptions } from './second-factor/second-factor.options.js';
export { SecondFactors, type Factors } from './second-factor/second-factors.js';
export { Totp } from './second-factor/totp.entity.js';
export { countUpTo, type BoundedCount } from './storage/bounded-count.js';
export { binary, exactText, flag, instant, json, jsonList, uuid } from './storage/columns.js';
export { above, atMost, below, increment } from './storage/conditions.js';
export { dataSourceOptions } from './storage/data-source-options.js';
export { Database } from './storage/database.js';
export { readPage, type Keyset, type KeysetPage } from './storage/keyset.js';
export { beginningWith, containing } from './storage/like.js';
export { migrate } from './storage/migrate.js';
export { prune, Pruner, wipe, type PruneRule } from './storage/pruner.js';
export { Rows } from './storage/rows.js';
export { DuplicateKey } from './storage/storage-error.js';
export { AccessToken, type ActingParty } from './tokens/access-token.entity.js';
export { AccessTokens } from './tokens/access-tokens.js';
export type { ActiveToken } from './tokens/active-token.js';
export type { Approval } from './tokens/approval.js';
export { AuthorizationCode } from './tokens/authorization-code.entity.js';
export { Authorization, type AllowedClaims } from './tokens/authorization.entity.js';
export { Authorizations } from './tokens/authorizations.js';
export {
  FirstSignIns,
  SIGN_IN_FAILURES,
  type FirstSignIn,
  type SignInFailure,
} from './directory/first-sign-ins.js';
export { RefreshToken } from './tokens/refresh-token.entity.js';
export { UsageCounters } from './usage/usage-counters.js';
export { UsageReport, type UsageQuery, type UsageShare } from './usage/usage-report.js';
export { Usage, type UsageKind } from './usage/usage.entity.js';
