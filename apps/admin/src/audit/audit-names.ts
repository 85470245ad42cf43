import { Injectable } from '@nestjs/common';
import { Client, Database, User, type AuditEvent } from '@portcullis/oauth';
import { AdminMember } from '../members/admin-member.entity.js';

export interface KnownNames {
  /** By subject. */
  readonly people: ReadonlyMap<string, string>;
  /** By client id. */
  readonly clients: ReadonlyMap<string, string>;
}

/** What the people and clients of events are called, in one read for a page of them. */
@Injectable()
export class AuditNames {
  constructor(private readonly database: Database) {}

  async of(events: readonly AuditEvent[]): Promise<KnownNames> {
    const subjects = distinct(events.flatMap(({ actor, subject }) => [actor, subject]));
    // A client that acts for itself is named as the actor.
    const clientIds = distinct(events.flatMap(({ clientId, actor }) => [clientId, actor]));
    const [users, members, clients] = await Promise.all([
      subjects.length > 0 ? this.database.findMany(User, { subject: subjects }) : [],
      subjects.length > 0 ? this.database.findMany(AdminMember, { subject: subjects }) : [],
      clientIds.length > 0 ? this.database.findMany(Client, { clientId: clientIds }) : [],
    ]);
    return {
      people: new Map([
        ...members.map(({ subject, name }) => [subject, name] as const),
        ...users.map(({ subject, username }) => [subject, username] as const),
      ]),
      clients: new Map(clients.map(({ clientId, name }) => [clientId, name])),
    };
  }
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))];
}
