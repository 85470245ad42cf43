import { AuditLog, Database, SystemClock } from '@portcullis/oauth';
import type { DataSource } from 'typeorm';
import { AdminMember } from './admin-member.entity.js';

/**
 * Makes somebody an owner of the admin app; the way in while nobody is one. Doing it twice changes only the name.
 *
 * @param subject the `sub` of the person at the authorization server
 * @param name shown in the admin app and in the audit log
 * @returns true when the person was not a member before
 */
export async function grantOwner(dataSource: DataSource, subject: string, name: string): Promise<boolean> {
  const clock = new SystemClock();
  const database = new Database(dataSource);
  const audit = new AuditLog(database, clock);
  return database.unit(async (rows) => {
    const known = (await rows.update(AdminMember, { subject }, { role: 'owner', name })) > 0;
    if (!known) await rows.insert(AdminMember, { subject, role: 'owner', name, createdAt: clock.now() });
    await audit.record('admin.owner_granted', { subject, data: { name, by: 'command line' } }, rows);
    return !known;
  });
}
