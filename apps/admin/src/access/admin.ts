import type { Actor } from '@portcullis/oauth';
import type { AdminSession } from '../session/admin-session.entity.js';
import type { Permission, Permissions, Reach } from './permissions.js';
import type { AdminRole } from './roles.js';

/** Who makes the request, once the guard has let it in. */
export interface Admin {
  /** For the audit log. */
  readonly actor: Actor;
  /** `client`: a program with the scope of the API and no person behind it. */
  readonly role: AdminRole | 'client';
  readonly permissions: Permissions;
  /** The clients within the reach `own`. */
  readonly ownClients: ReadonlySet<string>;
  /** The browser session; null when an access token was presented. */
  readonly session: AdminSession | null;
}

/** How far a permission goes for somebody; undefined when they do not have it. */
export function reachOf({ permissions }: Admin, permission: Permission): Reach | undefined {
  return permissions[permission];
}

/** May they do it to this client? For a route that has the client in its body or finds it by something else. */
export function reachesClient(admin: Admin, permission: Permission, clientId: string): boolean {
  const reach = reachOf(admin, permission);
  return reach === 'own' ? admin.ownClients.has(clientId) : reach !== undefined;
}
