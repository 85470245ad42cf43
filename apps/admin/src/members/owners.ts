import { increment, type AuditLog, type Rows } from '@portcullis/oauth';
import { AdminMember } from './admin-member.entity.js';
import { MAX_NAME } from './admin-members.js';

/** Somebody who becomes an owner without another owner's doing. */
export interface NewOwner {
  readonly subject: string;
  readonly name: string;
  /** For the audit log: `command line`, `setup link`. */
  readonly by: string;
}

/**
 * Makes somebody an owner, whether they are a member already or not.
 *
 * @param rows the open unit
 * @param now milliseconds since the epoch
 * @returns true when they were no member before
 */
export async function makeOwner(
  { subject, name, by }: NewOwner,
  rows: Rows,
  audit: AuditLog,
  now: number,
): Promise<boolean> {
  const owner = { role: 'owner', limited: false, name: name.slice(0, MAX_NAME) } as const;
  const known = (await rows.update(AdminMember, { subject }, { ...owner, version: increment() })) > 0;
  if (!known) {
    await rows.insert(AdminMember, { subject, ...owner, createdAt: now, version: 1 });
  }
  await audit.record('admin.owner_granted', { subject, data: { name, by } }, rows);
  return !known;
}
