export {
  AccountStore,
  PASSWORD,
  type Account,
  type Authentication,
  type UserClaims,
} from './accounts/account-store.js';
export { User } from './accounts/user.entity.js';
export { InvalidUser, UnknownUser, UsernameTaken, Users } from './accounts/users.js';
export type { Actor } from './audit/actor.js';
export { AuditEvent } from './audit/audit-event.entity.js';
export { AuditLog, type AuditDetails } from './audit/audit-log.js';
export type { StrangerOptions } from './client-documents/stranger-options.js';
export { ClientDocument } from './client-documents/client-document.entity.js';
export { ClientOrigin } from './clients/client-origin.entity.js';
export {
  ClientRegistry,
  StaleVersion,
  UnknownClient,
  type ClientPage,
  type NewClient,
  type NewSecret,
} from './clients/client-registry.js';
export { ClientSecret } from './clients/client-secret.entity.js';
export {
  InvalidClientSettings,
  type ClientSettings,
  type SettingsProblem,
} from './clients/client-settings.js';
export {
  Client,
  type AccessTokenFormat,
  type AssertionAlgorithm,
  type ClientAuthMethod,
  type RefreshPolicy,
  type SigningAlgorithm,
} from './clients/client.entity.js';
export { Consent } from './consent/consent.entity.js';
export { DeviceCode, type DeviceStatus } from './device/device-code.entity.js';
export { Advertises, type Advertiser } from './discovery/advertises.decorator.js';
export { OAuthError } from './errors/oauth-error.js';
export * as errors from './errors/catalogue.js';
export { ExchangePolicy, type ExchangePermit, type ExchangeRequest } from './exchange/exchange-policy.js';
export type { ExchangeKind, ExchangeRule } from './exchange/exchange-rule.js';
export { GrantType, type Grant } from './grants/grant-type.decorator.js';
export { TokenRequest } from './grants/token-request.js';
export { HandlebarsPageRenderer } from './interaction/handlebars-page-renderer.js';
export { Interaction } from './interaction/interaction.entity.js';
export { PageRenderer } from './interaction/page-renderer.js';
export type { Page, PageContext } from './interaction/pages.js';
export { Session } from './interaction/session.entity.js';
export { KeyRing } from './keys/key-ring.js';
export { SigningKey } from './keys/signing-key.entity.js';
export { Attempt } from './limits/attempt.entity.js';
export type { Limit, LimitName } from './limits/limit.js';
export { Limits } from './limits/limits.js';
export { LogoutDeliveries } from './logout/logout-deliveries.js';
export { LogoutDelivery } from './logout/logout-delivery.entity.js';
export { addColumns } from './migrations/alter-tables.js';
export { createTables } from './migrations/create-tables.js';
export { OAUTH_MIGRATIONS } from './migrations/migrations.js';
export { OAuthManagementModule } from './oauth-management.module.js';
export { OAUTH_ENTITIES } from './oauth.entities.js';
export type { FeatureName, OAuthExtras } from './oauth.extras.js';
export { OAuthModule } from './oauth.module.js';
export {
  InvalidOptions,
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
export { Clock, SystemClock } from './primitives/clock.js';
export { mintHandle, readHandle, type Handle } from './primitives/handle.js';
export { deriveKey, open, seal } from './primitives/seal.js';
export { UsedJti } from './replays/used-jti.entity.js';
export { binary, exactText, instant } from './storage/columns.js';
export { above, atMost, below, increment } from './storage/conditions.js';
export { dataSourceOptions } from './storage/data-source-options.js';
export { Database } from './storage/database.js';
export { migrate } from './storage/migrate.js';
export { prune, Pruner, type PruneRule } from './storage/pruner.js';
export { Rows } from './storage/rows.js';
export { DuplicateKey } from './storage/storage-error.js';
export { AccessToken, type ActingParty } from './tokens/access-token.entity.js';
export { AccessTokens } from './tokens/access-tokens.js';
export type { ActiveToken } from './tokens/active-token.js';
export type { Approval } from './tokens/approval.js';
export { AuthorizationCode } from './tokens/authorization-code.entity.js';
export { Authorization, type AllowedClaims } from './tokens/authorization.entity.js';
export { Authorizations } from './tokens/authorizations.js';
export { RefreshToken } from './tokens/refresh-token.entity.js';
