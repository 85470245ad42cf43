import { NEEDS_STEP_UP, PERMISSIONS, type Permission } from '../../apps/admin/src/access/permissions.js';
import {
  ADMIN_ROLES,
  permissionsOf,
  SCOPE_PERMISSIONS,
  type AdminRole,
} from '../../apps/admin/src/access/roles.js';
import type { ApiRoute } from './api-routes.js';

/** Somebody with a role, as the tables have a column for them. */
export interface RoleColumn {
  readonly title: string;
  readonly role: AdminRole;
  readonly limited: boolean;
}

const TITLES: Readonly<Record<AdminRole, string>> = {
  owner: 'Owner',
  client_manager: 'Client manager',
  support: 'User support',
  key_manager: 'Key manager',
  auditor: 'Auditor',
  viewer: 'Viewer',
};

/** The six roles, and a client manager who was given single clients. */
export const COLUMNS: readonly RoleColumn[] = ADMIN_ROLES.flatMap((role) => [
  { title: TITLES[role], role, limited: false },
  ...(role === 'client_manager' ? [{ title: 'limited to clients', role, limited: true }] : []),
]);

/** docs/admin-roles.md: what stands in roles.ts and in the description of the API, for people. */
export function rolesDocument(routes: readonly ApiRoute[]): string {
  const roles = COLUMNS.map(({ title }) => title);
  const permissions = table(
    ['Permission', ...roles],
    PERMISSIONS.map((permission) => [code(permission), ...COLUMNS.map((column) => mark(column, permission))]),
  );
  const scopes = table(
    ['Permission', ...Object.keys(SCOPE_PERMISSIONS).map(code)],
    PERMISSIONS.map((permission) => [
      code(permission),
      ...Object.values(SCOPE_PERMISSIONS).map((allowed) => (allowed.includes(permission) ? '●' : '–')),
    ]),
  );
  const calls = table(
    ['Route', 'Permission', ...roles],
    [...routes]
      .sort((a, b) => order(a).localeCompare(order(b), 'en'))
      .map(({ method, path, permission = 'member' }) => [
        code(`${method} ${path}`),
        code(permission),
        ...COLUMNS.map((column) => (permission === 'member' ? '●' : mark(column, permission))),
      ]),
  );
  return [
    '# Roles of the admin app',
    'Written by `test/admin/roles.e2e-spec.ts`, which calls every route of the API as everybody and compares the answers with these tables. After a change: `WRITE_DOCS=1 npx jest test/admin/roles.e2e-spec.ts`.',
    '● yes · ○ for the clients that are assigned · ◐ only what is about users, or about keys · ▲ the person signs in anew first (within five minutes) · – no',
    '## What each role may do',
    permissions,
    '## What each scope of an access token allows',
    'A client with `client_credentials` has what its scopes allow, for every client and without signing in anew: there is no person. The token of a person has what both the scopes and the role allow.',
    scopes,
    '## What each route takes',
    '`member`: being a member, whatever the role. Without a session or a token every route answers 401; without the permission 403.',
    `${calls}\n`,
  ].join('\n\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function mark({ role, limited }: RoleColumn, permission: Permission): string {
  const reach = permissionsOf(role, limited)[permission];
  if (reach === undefined) return '–';
  const far = { all: '●', own: '○', users: '◐', keys: '◐' }[reach];
  if (!NEEDS_STEP_UP.has(permission)) return far;
  return reach === 'all' ? '▲' : `${far}▲`;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

function order({ method, path }: ApiRoute): string {
  return `${path} ${METHODS.indexOf(method)}`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
