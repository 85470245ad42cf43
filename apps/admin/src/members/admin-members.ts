import { Injectable } from '@nestjs/common';
import { Database } from '@portcullis/oauth';
import { AdminMember } from './admin-member.entity.js';

/** Who may use the admin app. */
@Injectable()
export class AdminMembers {
  constructor(private readonly database: Database) {}

  find(subject: string): Promise<AdminMember | null> {
    return this.database.find(AdminMember, { subject });
  }
}
