import { Injectable } from '@nestjs/common';
import { Clock, Database } from '@portcullis/oauth';
import type { Permissions } from '../access/permissions.js';
import { permissionsOf, type AdminRole } from '../access/roles.js';
import { AdminMember } from './admin-member.entity.js';
import { ClientAssignment } from './client-assignment.entity.js';

/** A member with what follows from the role. */
export interface Membership {
  readonly name: string;
  readonly role: AdminRole;
  readonly permissions: Permissions;
  readonly ownClients: ReadonlySet<string>;
}

/** As long as the column. */
export const MAX_NAME = 200;

/** Who may use the admin app. */
@Injectable()
export class AdminMembers {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async find(subject: string): Promise<Membership | null> {
    const member = await this.database.find(AdminMember, { subject });
    if (!member) return null;
    const { name, role, limited } = member;
    const assigned = limited ? await this.database.findMany(ClientAssignment, { subject }) : [];
    const ownClients = new Set(assigned.map(({ clientId }) => clientId));
    return { name, role, permissions: permissionsOf(role, limited), ownClients };
  }

  /**
   * @param name what the authorization server calls them now, if it says so
   */
  async noteSignIn(subject: string, name: string | undefined): Promise<void> {
    const changes = { lastSignInAt: this.clock.now(), ...(name && { name: name.slice(0, MAX_NAME) }) };
    await this.database.update(AdminMember, { subject }, changes);
  }
}
