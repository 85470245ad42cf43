/** Everything that somebody may be allowed to do in the admin app. A route needs exactly one of these. */
export const PERMISSIONS = [
  'overview.read',
  'clients.read',
  'clients.edit',
  'clients.end',
  'scopes.read',
  'scopes.edit',
  'users.read',
  'users.edit',
  'grants.read',
  'grants.revoke',
  'keys.read',
  'keys.edit',
  'audit.read',
  'audit.export',
  'errors.read',
  'token_preview.read',
  'playground.run',
  'checks.read',
  'checks.mute',
  'members.read',
  'members.edit',
  'settings.read',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/**
 * How far a permission goes: everywhere; to the clients that were assigned to this person (`own`); or, for the audit
 * log, to what happened to users or to keys.
 */
export type Reach = 'all' | 'own' | 'users' | 'keys';

export type Permissions = Readonly<Partial<Record<Permission, Reach>>>;

/** What cannot be undone, or decides who may do what: the person has to prove anew who they are. */
export const NEEDS_STEP_UP: ReadonlySet<Permission> = new Set(['clients.end', 'keys.edit', 'members.edit']);
