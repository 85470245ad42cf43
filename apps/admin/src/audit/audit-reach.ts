import type { AuditReach } from '@portcullis/oauth';
import { reachOf, type Admin } from '../access/admin.js';
import type { Permission } from '../access/permissions.js';

/** How much of the log somebody may see. The guard has seen to it that they have the permission. */
export function auditReachOf(admin: Admin, permission: Permission): AuditReach {
  const reach = reachOf(admin, permission);
  return reach === 'own' || reach === undefined ? { clients: admin.ownClients } : reach;
}
