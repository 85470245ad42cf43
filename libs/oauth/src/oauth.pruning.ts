import { AuditEvent } from './audit/audit-event.entity.js';
import { AUDIT_EVENTS, auditEventsWith } from './audit/events.js';
import { Consent } from './consent/consent.entity.js';
import { Interaction } from './interaction/interaction.entity.js';
import { Session } from './sessions/session.entity.js';
import { ClientDocument } from './client-documents/client-document.entity.js';
import { STALE } from './client-documents/client-documents.js';
import { ClientOrigin } from './clients/client-origin.entity.js';
import { DeviceCode } from './device/device-code.entity.js';
import { Attempt } from './limits/attempt.entity.js';
import { ClientLogo } from './logos/client-logo.entity.js';
import { LogoutDelivery } from './back-channel-logout/logout-delivery.entity.js';
import type { Lifetimes } from './oauth.options.js';
import { PushedRequest } from './par/pushed-request.entity.js';
import { PasswordReset } from './password-reset/password-reset.entity.js';
import { PasskeyChallenge } from './second-factor/passkey-challenge.entity.js';
import { BrowserAccount } from './sessions/browser-account.entity.js';
import { UsedJti } from './replays/used-jti.entity.js';
import { prune, wipe, type PruneRule } from './storage/pruner.js';
import { AccessToken } from './tokens/access-token.entity.js';
import { AuthorizationCode } from './tokens/authorization-code.entity.js';
import { Authorization } from './tokens/authorization.entity.js';
import { Usage } from './usage/usage.entity.js';
import { RefreshToken } from './tokens/refresh-token.entity.js';

const DAY = 86_400_000;
const LONGEST = Math.max(...Object.values(AUDIT_EVENTS).map(({ keptDays }) => keptDays));
const SHORT_LIVED = auditEventsWith(({ keptDays }) => keptDays < LONGEST);

/**
 * What may go and when. An authorization is kept for as long as the session in which it was given, so that its client
 * can be told when that one ends. A used code is kept for a day, so that its replay is noticed; a family whose token was not
 * used in time can never be used again; an audit event is kept for a little over a year, but what anybody can cause
 * without signing in is kept only for as long as somebody may look into it, so that nobody can fill the table.
 */
export const pruneRules = ({ session, keptSession }: Lifetimes): readonly PruneRule[] => [
  prune(Interaction, 'expiresAt'),
  prune(AuthorizationCode, 'expiresAt', DAY),
  prune(AccessToken, 'expiresAt', DAY),
  // The grace window is over: nobody may fetch the answer again, not even from a backup.
  wipe(RefreshToken, 'answerUntil', { answer: null, answerUntil: null }),
  prune(RefreshToken, 'idleExpiresAt'),
  prune(Authorization, 'expiresAt', Math.max(DAY, session * 1000, keptSession * 1000)),
  prune(Session, 'expiresAt'),
  prune(Consent, 'expiresAt'),
  prune(PushedRequest, 'expiresAt'),
  prune(DeviceCode, 'expiresAt', DAY),
  prune(UsedJti, 'expiresAt'),
  prune(Attempt, 'windowEndsAt'),
  prune(LogoutDelivery, 'createdAt', DAY),
  prune(ClientDocument, 'expiresAt', STALE),
  prune(ClientOrigin, 'expiresAt'),
  prune(ClientLogo, 'expiresAt', 30 * DAY),
  prune(BrowserAccount, 'usedAt', 90 * DAY),
  prune(PasswordReset, 'expiresAt'),
  prune(PasskeyChallenge, 'expiresAt'),
  prune(Usage, 'hour', 90 * DAY, { kind: 'tokens' }),
  prune(Usage, 'hour', 90 * DAY, { kind: 'signatures' }),
  ...SHORT_LIVED.map((event) => prune(AuditEvent, 'at', AUDIT_EVENTS[event].keptDays * DAY, { event })),
  prune(AuditEvent, 'at', LONGEST * DAY),
];
