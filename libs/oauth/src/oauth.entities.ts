import { User } from './accounts/user.entity.js';
import { AuditEvent } from './audit/audit-event.entity.js';
import { AuditSeal } from './audit/audit-seal.entity.js';
import { ClientSecret } from './clients/client-secret.entity.js';
import { ClientDocument } from './client-documents/client-document.entity.js';
import { ClientOrigin } from './clients/client-origin.entity.js';
import { Client } from './clients/client.entity.js';
import { DeviceCode } from './device/device-code.entity.js';
import { Consent } from './consent/consent.entity.js';
import { ClientLogo } from './logos/client-logo.entity.js';
import { PasswordReset } from './password-reset/password-reset.entity.js';
import { PasskeyChallenge } from './second-factor/passkey-challenge.entity.js';
import { Passkey } from './second-factor/passkey.entity.js';
import { RecoveryCode } from './second-factor/recovery-code.entity.js';
import { Totp } from './second-factor/totp.entity.js';
import { BrowserAccount } from './sessions/browser-account.entity.js';
import { Interaction } from './interaction/interaction.entity.js';
import { Session } from './sessions/session.entity.js';
import { Attempt } from './limits/attempt.entity.js';
import { LogoutDelivery } from './back-channel-logout/logout-delivery.entity.js';
import { PushedRequest } from './par/pushed-request.entity.js';
import { UsedJti } from './replays/used-jti.entity.js';
import { ConfiguredScope } from './scopes/configured-scope.entity.js';
import { Resource } from './scopes/resource.entity.js';
import { Scope } from './scopes/scope.entity.js';
import { SigningKey } from './keys/signing-key.entity.js';
import { AccessToken } from './tokens/access-token.entity.js';
import { AuthorizationCode } from './tokens/authorization-code.entity.js';
import { Authorization } from './tokens/authorization.entity.js';
import { Usage } from './usage/usage.entity.js';
import { RefreshToken } from './tokens/refresh-token.entity.js';

/** For the `entities` of the host's DataSource. TypeORM's schema tools leave them alone: `OAUTH_MIGRATIONS` own the tables. */
export const OAUTH_ENTITIES = [
  User,
  Client,
  ClientSecret,
  ClientOrigin,
  ClientDocument,
  ClientLogo,
  Authorization,
  AuthorizationCode,
  RefreshToken,
  AccessToken,
  Consent,
  Session,
  BrowserAccount,
  Interaction,
  PasswordReset,
  Totp,
  Passkey,
  PasskeyChallenge,
  RecoveryCode,
  PushedRequest,
  DeviceCode,
  LogoutDelivery,
  UsedJti,
  Attempt,
  SigningKey,
  Scope,
  ConfiguredScope,
  Resource,
  AuditEvent,
  AuditSeal,
  Usage,
];
