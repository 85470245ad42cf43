import type { Permission, Permissions } from '../../../src/access/permissions.js';
import { useSession } from './session-context.js';

/** Says what the person may do. The pages hide exactly what the API refuses. */
export interface Allowed {
  /**
   * @param clientId the client it is about: somebody may be limited to their own. Left out: any reach counts
   */
  (permission: Permission, clientId?: string): boolean;
}

export function useAllowed(): Allowed {
  const session = useSession();
  const permissions = session.permissions as Permissions;
  return (permission, clientId) => {
    const reach = permissions[permission];
    if (reach === 'own' && clientId !== undefined) return session.ownClients.includes(clientId);
    return reach !== undefined;
  };
}
