import type { AuditEvent } from './audit-event.entity.js';
import { auditEventOf, auditEventsWith, type AuditKind, type AuditOutcome } from './events.js';

/** Which events somebody wants to see: those that fit everything that is given. */
export interface AuditFilter {
  /** Milliseconds since the epoch. */
  readonly from?: number | undefined;
  /** The first instant that is not included. Milliseconds since the epoch. */
  readonly to?: number | undefined;
  readonly events?: readonly string[] | undefined;
  readonly kinds?: readonly AuditKind[] | undefined;
  readonly outcomes?: readonly AuditOutcome[] | undefined;
  readonly actor?: string | undefined;
  readonly clientId?: string | undefined;
  readonly subject?: string | undefined;
  readonly source?: string | undefined;
  readonly reference?: string | undefined;
  /** Part of the event's name, of the actor's name or of the details, or a whole id of any kind. */
  readonly text?: string | undefined;
}

/**
 * How much of the log somebody may read: all of it, what happened to users, what happened to the signing keys, or what
 * concerns single clients.
 */
export type AuditReach = 'all' | 'users' | 'keys' | { readonly clients: ReadonlySet<string> };

export const KEY_EVENTS = 'signing_key.';

/** About the users themselves, also when nobody knows which one it was. */
export const USER_EVENTS: readonly string[] = auditEventsWith(({ kind }) =>
  ['sign_in', 'session', 'second_factor', 'password', 'user'].includes(kind),
);

/** Not about users, even where a subject is named. */
export const ADMIN_EVENTS: readonly string[] = auditEventsWith(({ kind }) =>
  ['admin', 'audit', 'client', 'key', 'scope'].includes(kind),
);

/** The names that kind, outcome and event together allow; null when any will do. */
export function eventNamesIn({ events, kinds, outcomes }: AuditFilter): readonly string[] | null {
  if (!events?.length && !kinds?.length && !outcomes?.length) return null;
  const fits = (name: string): boolean => {
    const { kind, outcome } = auditEventOf(name);
    return (!kinds?.length || kinds.includes(kind)) && (!outcomes?.length || outcomes.includes(outcome));
  };
  return (events?.length ? events : auditEventsWith(() => true)).filter(fits);
}

/** The same judgement as the search makes in SQL, on an event that is at hand. */
export function fitsFilter(filter: AuditFilter, reach: AuditReach, event: AuditEvent): boolean {
  const names = eventNamesIn(filter);
  return (
    isWithin(reach, event) &&
    (names === null || names.includes(event.event)) &&
    (filter.from === undefined || event.at >= filter.from) &&
    (filter.to === undefined || event.at < filter.to) &&
    is(filter.actor, event.actor) &&
    is(filter.clientId, event.clientId) &&
    is(filter.subject, event.subject) &&
    is(filter.source, event.source) &&
    is(filter.reference, event.id) &&
    (!filter.text || holds(event, filter.text))
  );
}

function is(wanted: string | undefined, value: string | null | undefined): boolean {
  return wanted === undefined || wanted === '' || value === wanted;
}

function isWithin(reach: AuditReach, { event, subject, clientId }: AuditEvent): boolean {
  if (reach === 'all') return true;
  if (reach === 'keys') return event.startsWith(KEY_EVENTS);
  if (reach === 'users')
    return !ADMIN_EVENTS.includes(event) && (subject !== null || USER_EVENTS.includes(event));
  return clientId !== null && reach.clients.has(clientId);
}

function holds(
  { id, event, actor, actorName, clientId, subject, source, data }: AuditEvent,
  text: string,
): boolean {
  if ([id, actor, clientId, subject, source].includes(text)) return true;
  const wanted = text.toLowerCase();
  return [event, actorName, JSON.stringify(data)].some((value) => value?.toLowerCase().includes(wanted));
}
