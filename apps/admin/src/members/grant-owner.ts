import { AuditLog, Database, SystemClock } from '@portcullis/oauth';
import type { DataSource } from 'typeorm';
import { makeOwner } from './owners.js';

/**
 * Makes somebody an owner of the admin app from the command line. Doing it twice changes only the name.
 *
 * @param subject the `sub` of the person at the authorization server
 * @param name shown in the admin app and in the audit log
 * @returns true when the person was not a member before
 */
export async function grantOwner(dataSource: DataSource, subject: string, name: string): Promise<boolean> {
  const clock = new SystemClock();
  const database = new Database(dataSource);
  const audit = new AuditLog(database, clock);
  return database.unit((rows) => makeOwner({ subject, name, by: 'command line' }, rows, audit, clock.now()));
}
