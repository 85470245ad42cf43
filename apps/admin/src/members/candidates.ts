import { Injectable } from '@nestjs/common';
import { Database, UserDirectory } from '@portcullis/oauth';
import { AdminMember } from './admin-member.entity.js';
import type { CandidateResponse } from './candidate.response.js';

const MOST = 10;

/** Users of the authorization server's own table who could become members. A host with its own accounts has none there. */
@Injectable()
export class Candidates {
  constructor(
    private readonly database: Database,
    private readonly directory: UserDirectory,
  ) {}

  /** @param search as in the list of users */
  async find(search: string): Promise<CandidateResponse[]> {
    const users = await this.directory.lookUp({ search, disabled: false }, MOST);
    if (users.length === 0) return [];
    const subjects = users.map(({ subject }) => subject);
    const members = await this.database.findMany(AdminMember, { subject: subjects });
    const known = new Set(members.map(({ subject }) => subject));
    return users.map(({ subject, username, claims }) => ({
      subject,
      username,
      name: claims.name ?? username,
      member: known.has(subject),
    }));
  }
}
