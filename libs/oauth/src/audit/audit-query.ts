import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { firstIdAt, idFromText } from '../primitives/id.js';
import { beginningWith, containing } from '../storage/like.js';
import { AuditEvent } from './audit-event.entity.js';
import {
  ADMIN_EVENTS,
  eventNamesIn,
  KEY_EVENTS,
  USER_EVENTS,
  type AuditFilter,
  type AuditReach,
} from './audit-filter.js';

type Query = SelectQueryBuilder<AuditEvent>;

/** The events that fit and are within reach, over the alias `e`. */
export function eventsWhere(manager: EntityManager, filter: AuditFilter, reach: AuditReach): Query {
  const query = manager.createQueryBuilder(AuditEvent, 'e');
  withinReach(query, reach);
  const { from, to, reference, text } = filter;
  if (from !== undefined) query.andWhere('e.id >= :from', { from: firstIdAt(from) });
  if (to !== undefined && Number.isFinite(to)) query.andWhere('e.id < :to', { to: firstIdAt(to) });
  for (const column of ['actor', 'clientId', 'subject', 'source'] as const) {
    const value = filter[column];
    if (value) query.andWhere(`e.${column} = :${column}`, { [column]: Buffer.from(value) });
  }
  if (reference) query.andWhere('e.id = :reference', { reference: idFromText(reference) ?? Buffer.alloc(0) });
  const names = eventNamesIn(filter);
  if (names) isOneOf(query, 'e.event', 'names', names);
  if (text) holding(query, text);
  return query;
}

function withinReach(query: Query, reach: AuditReach): void {
  if (reach === 'all') return;
  if (reach === 'keys') {
    query.andWhere("e.event LIKE :keyEvents ESCAPE '!'", { keyEvents: beginningWith(KEY_EVENTS) });
  } else if (reach === 'users') {
    query
      .andWhere('e.event NOT IN (:...adminEvents)', { adminEvents: ADMIN_EVENTS })
      .andWhere('(e.subject IS NOT NULL OR e.event IN (:...userEvents))', { userEvents: USER_EVENTS });
  } else
    isOneOf(
      query,
      'e.clientId',
      'ownClients',
      [...reach.clients].map((id) => Buffer.from(id)),
    );
}

function isOneOf(query: Query, column: string, name: string, values: readonly unknown[]): void {
  if (values.length === 0) query.andWhere('1 = 0');
  else query.andWhere(`${column} IN (:...${name})`, { [name]: values });
}

function holding(query: Query, text: string): void {
  const texts = ['event', 'actorName', 'data'].map((column) => `e.${column} LIKE :like ESCAPE '!'`);
  const exact = ['actor', 'clientId', 'subject', 'source'].map((column) => `e.${column} = :whole`);
  query.andWhere(`(${[...texts, ...exact, 'e.id = :id'].join(' OR ')})`, {
    like: containing(text),
    whole: Buffer.from(text),
    id: idFromText(text) ?? Buffer.alloc(0),
  });
}
