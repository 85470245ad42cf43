import { Injectable } from '@nestjs/common';
import { reachOf, type Admin } from '../access/admin.js';
import { ApiError } from '../errors/api-error.js';
import { AdminMembers } from '../members/admin-members.js';

/**
 * Keeps whoever supports users from becoming somebody who may do more: with a link to a new password, another e-mail
 * address or without the second factor they could sign in as a member of this app.
 */
@Injectable()
export class MemberShield {
  constructor(private readonly members: AdminMembers) {}

  /** May this admin not touch the credentials and the profile of that user? */
  async covers(subject: string, admin: Admin): Promise<boolean> {
    if (reachOf(admin, 'members.edit') !== undefined) return false;
    return (await this.members.find(subject)) !== null;
  }

  /** @throws ApiError 403 */
  async refuse(subject: string, admin: Admin): Promise<void> {
    if (await this.covers(subject, admin)) {
      throw new ApiError(403, 'member_protected', 'A member of the admin app: only an owner may do that.');
    }
  }

  /** @throws ApiError 409: whoever locks themselves out cannot let themselves in again */
  refuseSelf(subject: string, admin: Admin): void {
    if (subject === admin.actor.subject) {
      throw new ApiError(409, 'own_account', 'This is your own account. Ask another owner.');
    }
  }
}
