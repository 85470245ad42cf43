/** What an event is about. */
export const AUDIT_KINDS = [
  'sign_in',
  'session',
  'second_factor',
  'password',
  'consent',
  'token',
  'client',
  'user',
  'scope',
  'key',
  'admin',
  'audit',
  'error',
] as const;

export type AuditKind = (typeof AUDIT_KINDS)[number];

/** `denied`: somebody decided against it or was not let; `failure`: it was tried and went wrong. */
export const AUDIT_OUTCOMES = ['success', 'failure', 'denied'] as const;

export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** What follows from an event's name, so that no row has to say it. */
export interface AuditEventDefinition {
  readonly kind: AuditKind;
  readonly outcome: AuditOutcome;
  /** Days until a row may be deleted. */
  readonly keptDays: number;
}

/** A little over a year. */
const KEPT = 400;
/** What anybody can cause without signing in, so that nobody can fill the table. */
const MONTH = 30;
const DAY = 1;

const succeeds = (kind: AuditKind, keptDays = KEPT): AuditEventDefinition => ({
  kind,
  outcome: 'success',
  keptDays,
});
const fails = (kind: AuditKind, keptDays = KEPT): AuditEventDefinition => ({
  kind,
  outcome: 'failure',
  keptDays,
});
const denies = (kind: AuditKind, keptDays = KEPT): AuditEventDefinition => ({
  kind,
  outcome: 'denied',
  keptDays,
});

/** Every event that the authorization server and its admin app write. */
const EVENTS = {
  'sign_in.succeeded': succeeds('sign_in'),
  'sign_in.failed': fails('sign_in', MONTH),
  'sign_in.limited': denies('sign_in', MONTH),
  'sign_in.cancelled': denies('sign_in', MONTH),
  'session.chosen': succeeds('session'),
  'session.ended': succeeds('session'),
  'backchannel_logout.failed': fails('session'),
  'second_factor.used': succeeds('second_factor'),
  'second_factor.failed': fails('second_factor', MONTH),
  'second_factor.limited': denies('second_factor', MONTH),
  'second_factor.enrolled': succeeds('second_factor'),
  'second_factor.removed': succeeds('second_factor'),
  'second_factor.reset': succeeds('second_factor'),
  'passkey.added': succeeds('second_factor'),
  'passkey.removed': succeeds('second_factor'),
  'recovery_codes.made': succeeds('second_factor'),
  'recovery_codes.used': succeeds('second_factor'),
  'password_reset.requested': succeeds('password', MONTH),
  'password_reset.handed_over': succeeds('password'),
  'password_reset.used': succeeds('password'),
  'password_reset.failed': fails('password'),
  'password_change.failed': fails('password'),
  'mail.failed': fails('password', MONTH),
  'consent.granted': succeeds('consent'),
  'consent.denied': denies('consent'),
  'device.allowed': succeeds('consent'),
  'device.denied': denies('consent'),
  'access.removed': succeeds('consent'),
  'authorization.revoked': succeeds('consent'),
  'authorizations.revoked': succeeds('consent'),
  'access_token.revoked': succeeds('token'),
  'token.exchanged': succeeds('token'),
  'refresh_token.revoked': succeeds('token'),
  'refresh_token.reused': denies('token'),
  'authorization_code.replayed': denies('token'),
  'device_code.replayed': denies('token'),
  'client_authentication.limited': denies('token', MONTH),
  'client.created': succeeds('client'),
  'client.updated': succeeds('client'),
  'client.disabled': succeeds('client'),
  'client.enabled': succeeds('client'),
  'client.deleted': succeeds('client'),
  'client.tokens_revoked': succeeds('client'),
  'client_secret.created': succeeds('client'),
  'client_secret.disabled': succeeds('client'),
  'client_secret.enabled': succeeds('client'),
  'client_secret.adopted': succeeds('client'),
  'client_secret.deleted': succeeds('client'),
  'client_secret.all_revoked': succeeds('client'),
  'check.muted': succeeds('client'),
  'check.unmuted': succeeds('client'),
  'user.created': succeeds('user'),
  'user.updated': succeeds('user'),
  'user.signed_out': succeeds('user'),
  'user.password_set': succeeds('user'),
  'user.disabled': succeeds('user'),
  'user.enabled': succeeds('user'),
  'scope.created': succeeds('scope'),
  'scope.updated': succeeds('scope'),
  'scope.deleted': succeeds('scope'),
  'resource.created': succeeds('scope'),
  'resource.updated': succeeds('scope'),
  'resource.deleted': succeeds('scope'),
  'signing_key.published': succeeds('key'),
  'signing_key.activated': succeeds('key'),
  'signing_key.retired': succeeds('key'),
  'signing_key.deleted': succeeds('key'),
  'member.added': succeeds('admin'),
  'member.changed': succeeds('admin'),
  'member.removed': succeeds('admin'),
  'member.signed_out': succeeds('admin'),
  'admin_session.ended': succeeds('admin'),
  'admin.owner_granted': succeeds('admin'),
  'audit.exported': succeeds('audit'),
  'audit.verified': succeeds('audit'),
  'audit.mismatched': fails('audit'),
  'authorization_request.refused': denies('error', DAY),
  'logout_request.refused': denies('error', DAY),
  'request.failed': fails('error', DAY),
} as const satisfies Record<string, AuditEventDefinition>;

export const AUDIT_EVENTS: Readonly<Record<AuditEventName, AuditEventDefinition>> = EVENTS;

export type AuditEventName = keyof typeof EVENTS;

/** An event of a host's own, such as one of its custom grant: `x.` and a name of its choice. */
export type HostEventName = `x.${string}`;

export const AUDIT_EVENT_NAMES = Object.keys(EVENTS) as AuditEventName[];

const OF_A_HOST: AuditEventDefinition = succeeds('token');

export function isAuditEventName(event: string): event is AuditEventName {
  return Object.hasOwn(EVENTS, event);
}

/** @param event as a row has it; also one that a later version or a host has written */
export function auditEventOf(event: string): AuditEventDefinition {
  return isAuditEventName(event) ? EVENTS[event] : OF_A_HOST;
}

/** The names that fit. */
export function auditEventsWith(fits: (definition: AuditEventDefinition) => boolean): AuditEventName[] {
  return AUDIT_EVENT_NAMES.filter((name) => fits(EVENTS[name]));
}
