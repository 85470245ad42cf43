import { Injectable } from '@nestjs/common';
import {
  AuditLog,
  ClientRegistry,
  Clock,
  containing,
  countUpTo,
  Database,
  DuplicateKey,
  increment,
  readPage,
  Users,
  type Actor,
  type AuditEventName,
  type BoundedCount,
  type KeysetPage,
  type Rows,
} from '@portcullis/oauth';
import { ApiError } from '../errors/api-error.js';
import { AdminSession } from '../session/admin-session.entity.js';
import { SessionRenewal } from '../session/session-renewal.js';
import { AdminMember } from './admin-member.entity.js';
import { MAX_NAME } from './admin-members.js';
import { ClientAssignment } from './client-assignment.entity.js';
import type { ListMembersRequest } from './list-members.request.js';
import { roleOf, type Member, type MemberRole } from './member.js';

/** Adds members, gives them roles and removes them. Every change leaves an audit event, and an owner stays. */
@Injectable()
export class MemberRegistry {
  constructor(
    private readonly database: Database,
    private readonly clients: ClientRegistry,
    private readonly users: Users,
    private readonly renewal: SessionRenewal,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async list({
    search,
    role,
    sort = 'name',
    cursor,
    limit,
  }: ListMembersRequest): Promise<KeysetPage<Member> & BoundedCount> {
    const { items, ...page } = await this.database.run(async (manager) => {
      const list = manager.createQueryBuilder(AdminMember, 'member');
      if (search) {
        list.andWhere("(member.name LIKE :like ESCAPE '!' OR member.subject = :subject)", {
          like: containing(search),
          subject: Buffer.from(search),
        });
      }
      if (role?.length) list.andWhere('member.role IN (:...role)', { role });
      const counted = await countUpTo(manager, list);
      const orderBy = sort.endsWith('name') ? 'name' : 'createdAt';
      const descending = sort.startsWith('-');
      return { ...(await readPage(list, { orderBy, id: 'subject', descending, cursor, limit })), ...counted };
    });
    return { items: await withClients(items, this.database), ...page };
  }

  /** @throws ApiError 404 */
  get(subject: string): Promise<Member> {
    return this.read(subject, this.database);
  }

  /**
   * @param name what to call them; undefined: the name of the user with this subject, or the subject
   * @throws ApiError 409 when they are a member, 400 for a client that is not registered
   */
  async add(subject: string, name: string | undefined, to: MemberRole, actor: Actor): Promise<Member> {
    await this.check(to);
    const user = name === undefined ? await this.users.find(subject) : null;
    const known = name ?? user?.claims.name ?? user?.username ?? subject;
    const member: AdminMember = {
      subject,
      name: known.slice(0, MAX_NAME),
      role: to.role,
      limited: to.clients !== null,
      createdAt: this.clock.now(),
      addedBy: actor.name.slice(0, MAX_NAME),
      lastSignInAt: null,
      language: null,
      shortcuts: null,
      version: 1,
    };
    try {
      await this.database.unit(async (rows) => {
        await rows.insert(AdminMember, member);
        await assign(subject, to.clients, rows);
        await this.record('member.added', subject, actor, { name: member.name, after: roleOf(to) }, rows);
      });
    } catch (error) {
      throw error instanceof DuplicateKey
        ? new ApiError(409, 'already_member', 'This person is a member already.')
        : error;
    }
    return this.get(subject);
  }

  /**
   * The person has the new rights with their next request.
   *
   * @param version the version that the editor saw
   * @throws ApiError 404, 409 for the last owner, 412 when somebody else was faster, 400 for an unknown client
   */
  async change(subject: string, version: number, to: MemberRole, actor: Actor): Promise<Member> {
    await this.check(to);
    await this.database.unit(async (rows) => {
      const owners = await lockOwners(rows);
      const before = await this.read(subject, rows);
      if (before.role === 'owner' && to.role !== 'owner') keepAnOwner(owners);
      const changes = { role: to.role, limited: to.clients !== null, version: increment() };
      if ((await rows.update(AdminMember, { subject, version }, changes)) === 0) throw stale();
      await rows.delete(ClientAssignment, { subject });
      await assign(subject, to.clients, rows);
      const data = { name: before.name, before: roleOf(before), after: roleOf(to) };
      await this.record('member.changed', subject, actor, data, rows);
    });
    return this.get(subject);
  }

  /**
   * Ends their sessions too.
   *
   * @param version the version that the editor saw
   * @throws ApiError 404, 409 for the last owner, 412 when somebody else was faster
   */
  async remove(subject: string, version: number, actor: Actor): Promise<void> {
    await this.database.unit(async (rows) => {
      const owners = await lockOwners(rows);
      const before = await this.read(subject, rows);
      if (before.role === 'owner') keepAnOwner(owners);
      if ((await rows.delete(AdminMember, { subject, version })) === 0) throw stale();
      await rows.delete(ClientAssignment, { subject });
      const data = { name: before.name, before: roleOf(before) };
      await this.record('member.removed', subject, actor, data, rows);
    });
    // Nobody without membership is let in by a session; this frees what stands behind it.
    await this.endSessions(subject);
  }

  /**
   * Ends every session of a member in this app, and what each was allowed at the authorization server.
   *
   * @returns how many there were
   * @throws ApiError 404
   */
  async signOut(subject: string, actor: Actor): Promise<number> {
    const { name } = await this.get(subject);
    const sessions = await this.endSessions(subject);
    await this.record('member.signed_out', subject, actor, { name, sessions }, this.database);
    return sessions;
  }

  private async endSessions(subject: string): Promise<number> {
    const sessions = await this.database.findMany(AdminSession, { subject });
    for (const session of sessions) await this.renewal.end(session);
    return sessions.length;
  }

  private async read(subject: string, rows: Rows): Promise<Member> {
    const member = await rows.find(AdminMember, { subject });
    if (!member) throw new ApiError(404, 'not_found', 'There is no such member.');
    return (await withClients([member], rows))[0]!;
  }

  /** @throws ApiError 400 */
  private async check({ role, clients }: MemberRole): Promise<void> {
    if (clients === null) return;
    if (role !== 'client_manager') throw refused('Only a client manager can be limited to clients.');
    for (const clientId of clients) {
      if (!(await this.clients.get(clientId))) throw refused(`There is no client "${clientId}".`);
    }
  }

  private async record(
    event: AuditEventName,
    subject: string,
    actor: Actor,
    data: Record<string, unknown>,
    rows: Rows,
  ): Promise<void> {
    await this.audit.record(event, { actor, subject, data }, rows);
  }
}

/**
 * Takes the write lock of every owner's row: of two changes that could leave nobody, the second one waits for the
 * first and then counts what that left.
 *
 * @returns how many owners there are
 */
function lockOwners(rows: Rows): Promise<number> {
  return rows.update(AdminMember, { role: 'owner' }, { version: increment(0) });
}

/** @throws ApiError 409 */
function keepAnOwner(owners: number): void {
  if (owners > 1) return;
  throw new ApiError(409, 'last_owner', 'This is the last owner. Make somebody else an owner first.');
}

async function assign(subject: string, clients: readonly string[] | null, rows: Rows): Promise<void> {
  if (!clients?.length) return;
  await rows.insertMany(
    ClientAssignment,
    clients.map((clientId) => ({ subject, clientId })),
  );
}

async function withClients(members: readonly AdminMember[], rows: Rows): Promise<Member[]> {
  const limited = members.filter((member) => member.limited).map(({ subject }) => subject);
  const assignments = limited.length ? await rows.findMany(ClientAssignment, { subject: limited }) : [];
  return members.map(({ limited: isLimited, ...member }) => ({
    ...member,
    clients: isLimited
      ? assignments.filter(({ subject }) => subject === member.subject).map(({ clientId }) => clientId)
      : null,
  }));
}

function stale(): ApiError {
  return new ApiError(412, 'stale_version', 'Somebody else has changed this member since you read it.');
}

function refused(message: string): ApiError {
  return new ApiError(400, 'invalid_request', 'Some fields were refused.', [{ field: 'clients', message }]);
}
