import { Injectable } from '@nestjs/common';
import { AuthorizationDirectory, Database, UserDirectory } from '@portcullis/oauth';
import { AdminMember } from '../members/admin-member.entity.js';
import type { UserCircumstances } from './user.response.js';

/** What is shown of users beside themselves: a page of them costs as many reads as one. */
@Injectable()
export class UserCircumstancesReader {
  constructor(
    private readonly database: Database,
    private readonly directory: UserDirectory,
    private readonly authorizations: AuthorizationDirectory,
  ) {}

  async of(subjects: readonly string[]): Promise<(subject: string) => UserCircumstances> {
    const [live, secured, members] = await Promise.all([
      this.authorizations.liveOf(subjects),
      this.directory.withSecondFactor(subjects),
      this.database.findMany(AdminMember, { subject: [...subjects] }),
    ]);
    const roles = new Map(members.map(({ subject, role }) => [subject, role]));
    return (subject) => ({
      liveGrants: live.get(subject) ?? 0,
      hasSecondFactor: secured.has(subject),
      role: roles.get(subject) ?? null,
    });
  }
}
