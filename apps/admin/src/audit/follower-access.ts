import { Injectable } from '@nestjs/common';
import { Clock, Database } from '@portcullis/oauth';
import type { Admin } from '../access/admin.js';
import { AdminMembers } from '../members/admin-members.js';
import { AdminSession } from '../session/admin-session.entity.js';

/** A token is presented once, and nobody hears when it ends. Milliseconds. */
const TOKEN_STREAM = 5 * 60_000;

/** Whether somebody who follows the log may still do so: a stream must not outlive what it was opened with. */
@Injectable()
export class FollowerAccess {
  constructor(
    private readonly database: Database,
    private readonly members: AdminMembers,
    private readonly clock: Clock,
  ) {}

  /** @param since when the stream began; milliseconds since the epoch */
  async stands(admin: Admin, since: number): Promise<boolean> {
    if (!admin.session) return this.clock.now() - since < TOKEN_STREAM;
    // Read without prolonging it: an open page is not a person at work.
    const session = await this.database.find(AdminSession, { id: admin.session.id });
    const now = this.clock.now();
    if (!session || session.idleExpiresAt <= now || session.absoluteExpiresAt <= now) return false;
    const member = await this.members.find(session.subject);
    return (
      member !== null &&
      member.permissions['audit.read'] === admin.permissions['audit.read'] &&
      member.ownClients.size === admin.ownClients.size &&
      [...member.ownClients].every((clientId) => admin.ownClients.has(clientId))
    );
  }
}
