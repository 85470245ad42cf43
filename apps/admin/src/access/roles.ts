import { PERMISSIONS, type Permission, type Permissions, type Reach } from './permissions.js';

export const ADMIN_ROLES = [
  'owner',
  'client_manager',
  'support',
  'key_manager',
  'auditor',
  'viewer',
] as const;

export type AdminRole = (typeof ADMIN_ROLES)[number];

/** What everybody may look at who may use the admin app at all. */
const LOOK: Permissions = {
  'overview.read': 'all',
  'clients.read': 'all',
  'scopes.read': 'all',
  'keys.read': 'all',
  'errors.read': 'all',
  'checks.read': 'all',
};

/** The matrix of docs/admin.md: what each role may do, and how far. What is not named is refused. */
const MATRIX: Readonly<Record<AdminRole, Permissions>> = {
  owner: Object.fromEntries(PERMISSIONS.map((permission) => [permission, 'all' satisfies Reach])),
  client_manager: {
    ...LOOK,
    'clients.edit': 'own',
    'clients.end': 'own',
    'scopes.edit': 'own',
    'grants.read': 'own',
    'grants.revoke': 'own',
    'audit.read': 'own',
    'token_preview.read': 'own',
    'playground.run': 'own',
    'checks.mute': 'own',
  },
  support: {
    ...LOOK,
    'users.read': 'all',
    'users.edit': 'all',
    'grants.read': 'all',
    'grants.revoke': 'all',
    'audit.read': 'users',
    'token_preview.read': 'all',
  },
  key_manager: { ...LOOK, 'keys.edit': 'all', 'audit.read': 'keys', 'settings.read': 'all' },
  auditor: {
    ...LOOK,
    'users.read': 'all',
    'grants.read': 'all',
    'audit.read': 'all',
    'audit.export': 'all',
    'token_preview.read': 'all',
    'members.read': 'all',
    'settings.read': 'all',
  },
  viewer: { ...LOOK, 'users.read': 'all', 'grants.read': 'all', 'settings.read': 'all' },
};

/**
 * @param limited a client manager who was given single clients; one without limits reaches all of them
 */
export function permissionsOf(role: AdminRole, limited: boolean): Permissions {
  const permissions = MATRIX[role];
  if (role !== 'client_manager') return permissions;
  if (!limited) return reaching(permissions, 'all');
  const { 'scopes.edit': _, ...own } = permissions;
  return own;
}

function reaching(permissions: Permissions, reach: Reach): Permissions {
  return Object.fromEntries(Object.keys(permissions).map((permission) => [permission, reach]));
}

/**
 * What each scope of an access token for the JSON API allows a client of its own (RFC 6749 section 4.4). A token of a
 * person has what both the scope and the person's role allow.
 */
export const SCOPE_PERMISSIONS: Readonly<Record<string, readonly Permission[]>> = {
  'admin:read': PERMISSIONS.filter((permission) => permission.endsWith('.read')),
  'admin:clients': [
    'overview.read',
    'clients.read',
    'clients.edit',
    'clients.end',
    'errors.read',
    'scopes.read',
    'scopes.edit',
    'checks.read',
    'checks.mute',
    'token_preview.read',
  ],
  'admin:users': ['overview.read', 'users.read', 'users.edit', 'grants.read', 'grants.revoke'],
  'admin:keys': ['overview.read', 'clients.read', 'keys.edit', 'settings.read'],
  'admin:audit': ['overview.read', 'audit.read', 'audit.export'],
  'admin:all': PERMISSIONS,
};

/**
 * The scopes that suffice for something, the one to ask for first.
 *
 * @param permission `member`: every scope of this API suffices
 */
export function scopesFor(permission: Permission | 'member'): string[] {
  return Object.entries(SCOPE_PERMISSIONS)
    .filter(([, permissions]) => permission === 'member' || permissions.includes(permission))
    .map(([scope]) => scope);
}
