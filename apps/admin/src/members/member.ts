import type { AdminRole } from '../access/roles.js';
import type { AdminMember } from './admin-member.entity.js';

/** A member with the clients they are limited to. */
export interface Member extends Omit<AdminMember, 'limited'> {
  /** Null: no limit. */
  readonly clients: readonly string[] | null;
}

/** What is decided about a member. */
export interface MemberRole {
  readonly role: AdminRole;
  /** For a client manager; null: no limit. */
  readonly clients: readonly string[] | null;
}

/** What the audit log says about a member. */
export function roleOf({ role, clients }: MemberRole): MemberRole {
  return { role, clients };
}
