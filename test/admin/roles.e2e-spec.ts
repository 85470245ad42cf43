import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  NEEDS_STEP_UP,
  PERMISSIONS,
  type Permission,
  type Permissions,
} from '../../apps/admin/src/access/permissions.js';
import { permissionsOf, SCOPE_PERMISSIONS } from '../../apps/admin/src/access/roles.js';
import { DATABASES } from '../support/databases.js';
import { post, type TokenAnswer } from '../support/flow.js';
import { TestServer } from '../support/test-server.js';
import { AdminApp, answerOf, type AdminBrowser, type Answer } from './admin-app.js';
import { ROUTES, routesOf, type ApiRoute, type OpenApi } from './api-routes.js';
import { COLUMNS, rolesDocument } from './roles-table.js';

const TABLES = join(import.meta.dirname, '../../docs/admin-roles.md');

/** A client that is assigned to the limited client manager, and one that is not. Neither is registered. */
const OWN = 'assigned-client';
const OTHER = 'other-client';

/** Refused for what was sent, not for who sent it: whoever may call a route gets this or an answer. */
const JUDGED = [400, 404, 409, 410, 412, 413, 415, 422, 428];

/** Somebody who calls the API, and what the matrix says about them. */
interface Caller {
  readonly name: string;
  readonly permissions: Permissions;
  readonly clientId: string;
  /** What a refusal says. */
  readonly refusal: string;
  call(route: ApiRoute): Promise<Answer>;
}

describe('the tables of docs/admin-roles.md', () => {
  it('say what roles.ts and the description of the API say', () => {
    const now = rolesDocument(ROUTES);
    if (process.env['WRITE_DOCS']) writeFileSync(TABLES, now);
    expect(readFileSync(TABLES, 'utf8')).toBe(now);
  });

  it.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'know what %s takes',
    (_, { permission, security }) => {
      expect([...PERMISSIONS, 'member']).toContain(permission);
      expect(security).toEqual([{ cookie: [] }, { bearer: [] }]);
    },
  );
});

describe.each(DATABASES)('15 admin roles: every route as everybody, on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let callers: readonly Caller[];
  let owner: AdminBrowser;
  let longAgo: AdminBrowser;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    admin = await AdminApp.start(server);
    const members = COLUMNS.map(({ title, role, limited }, i) => ({
      title,
      role,
      limited,
      username: `m${i}`,
    }));
    for (const { role, limited, username } of members)
      await admin.addMember(username, role, limited ? [OWN] : undefined);
    const people = await Promise.all(
      members.map(async ({ title, role, limited, username }) => {
        const person = new Person(admin, username);
        await person.signIn();
        const permissions = permissionsOf(role, limited);
        return (limited ? [OWN, OTHER] : [OTHER]).map((clientId): Caller => ({
          name: `${title}${limited ? `, ${clientId}` : ''}`,
          permissions,
          clientId,
          refusal: 'forbidden',
          call: (route) => person.call(route, clientId),
        }));
      }),
    );
    const machines = await Promise.all(
      Object.entries(SCOPE_PERMISSIONS).map(async ([scope, allowed]): Promise<Caller> => {
        const token = await machineToken(server, scope, admin.url);
        return {
          name: `token with ${scope}`,
          permissions: Object.fromEntries(allowed.map((permission) => [permission, 'all' as const])),
          clientId: OTHER,
          refusal: 'insufficient_scope',
          call: (route) => callAs(admin, route, OTHER, { authorization: `Bearer ${token}` }),
        };
      }),
    );
    callers = [...people.flat(), ...machines];
    await admin.addMember('late', 'owner');
    longAgo = await admin.signIn('late');
    await admin.query("UPDATE admin_session SET proven_at = 1 WHERE name = 'owner late'");
    await admin.addMember('olga', 'owner');
    owner = await admin.signIn('olga');
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });

  it('serves the description that these tests were made from', async () => {
    const { status, body } = await answerOf<OpenApi>(await fetch(`${admin.url}/api/openapi.json`));
    expect(status).toBe(200);
    expect(routesOf(body)).toEqual(ROUTES);
  });

  // What may end the caller's own session comes last.
  const inOrder = [...ROUTES].sort(
    (a, b) => Number(a.permission === 'member') - Number(b.permission === 'member'),
  );
  it.each(inOrder.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s',
    async (_, route) => {
      const answers = await Promise.all(
        callers.map(async (caller) => [caller.name, verdictOf(await caller.call(route))] as const),
      );
      expect(Object.fromEntries(answers)).toEqual(
        Object.fromEntries(callers.map((caller) => [caller.name, expectation(caller, route)])),
      );

      const nobody = await callAs(admin, route, OTHER, {});
      expect(nobody).toMatchObject({ status: 401, body: { error: 'unauthenticated' } });
      expect(nobody.headers.get('www-authenticate')).toBe('Bearer');
      expect(nobody.headers.get('cache-control')).toBe('no-store');
    },
  );

  it('asks an owner who signed in long ago to do so again, where it matters', async () => {
    const grave = ROUTES.filter(({ permission }) => NEEDS_STEP_UP.has(permission as Permission));
    for (const route of grave) {
      const { status, body } = await longAgo.call(route.method, addressOf(route, OTHER), bodyOf(route));
      expect([route.path, status, body['error']]).toEqual([route.path, 403, 'step_up_required']);
    }
  });

  it('is closed on every route to a token without a scope of ours, and says which one to ask for', async () => {
    const headers = { authorization: `Bearer ${await machineToken(server, 'other', admin.url)}` };
    for (const route of ROUTES) {
      const answer = await callAs(admin, route, OTHER, headers);
      expect([route.path, answer.status, answer.body['error']]).toEqual([
        route.path,
        403,
        'insufficient_scope',
      ]);
      expect(answer.headers.get('www-authenticate')).toMatch(
        /^Bearer error="insufficient_scope".*scope="admin:[a-z]+"/,
      );
    }
  });

  it('is closed on every route to a token for another API', async () => {
    const token = await machineToken(server, 'admin:all', 'https://other.example');
    for (const route of ROUTES) {
      const { status, body } = await callAs(admin, route, OTHER, { authorization: `Bearer ${token}` });
      expect([route.path, status, body['error']]).toEqual([route.path, 401, 'invalid_token']);
    }
  });

  it.each(['Bearer', 'DPoP'])('judges a bad token under %s even beside a good cookie', async (scheme) => {
    for (const route of ROUTES) {
      const { status, body } = await owner.call(route.method, addressOf(route, OTHER), bodyOf(route), {
        authorization: `${scheme} abc`,
      });
      expect([route.path, status, body['error']]).toEqual([route.path, 401, 'invalid_token']);
    }
  });

  it.each(['', 'wrong', 'A'.repeat(43)])('refuses a cookie with the CSRF token %j', async (token) => {
    for (const route of ROUTES.filter(({ method }) => method !== 'GET')) {
      const { status, body } = await owner.call(route.method, addressOf(route, OTHER), bodyOf(route), {
        'x-csrf-token': token,
      });
      expect([route.path, status, body['error']]).toEqual([route.path, 403, 'csrf']);
    }
  });
});

/** A member with a browser. Some routes end the session they are called with: then there is a new one. */
class Person {
  private browser: AdminBrowser;

  constructor(
    private readonly admin: AdminApp,
    private readonly username: string,
  ) {}

  async signIn(): Promise<void> {
    this.browser = await this.admin.signIn(this.username);
  }

  async call(route: ApiRoute, clientId: string): Promise<Answer> {
    const { visitor, csrfToken } = this.browser;
    const answer = await send(
      (url, init) => visitor.request(url, init),
      this.admin.url + addressOf(route, clientId),
      { 'x-csrf-token': csrfToken },
      route,
    );
    if (route.permission === 'member' && route.method !== 'GET') await this.signIn();
    return answer;
  }
}

/** Each part of an address that varies names nothing that exists. */
function addressOf({ path }: ApiRoute, clientId: string): string {
  return path.replace('{clientId}', clientId).replace(/\{\w+\}/g, 'nobody');
}

function bodyOf({ method }: ApiRoute): object | undefined {
  return method === 'GET' ? undefined : {};
}

function callAs(
  admin: AdminApp,
  route: ApiRoute,
  clientId: string,
  headers: Record<string, string>,
): Promise<Answer> {
  return send(fetch, admin.url + addressOf(route, clientId), headers, route);
}

/** An answer without end, such as a stream of events, is left once its status is known. */
async function send(
  request: (url: string, init: RequestInit) => Promise<Response>,
  url: string,
  headers: Record<string, string>,
  route: ApiRoute,
): Promise<Answer> {
  const leave = new AbortController();
  const response = await request(url, {
    method: route.method,
    headers: { 'content-type': 'application/json', ...headers },
    signal: leave.signal,
    ...(route.method !== 'GET' && { body: '{}' }),
  });
  if (response.status >= 400) return answerOf(response);
  leave.abort();
  return { status: response.status, headers: response.headers, body: {} };
}

/** What an answer says about who called. */
function verdictOf({ status, body }: Answer): string {
  if (status < 400 || JUDGED.includes(status)) return 'let in';
  return `${status} ${String(body['error'])}`;
}

function expectation({ permissions, clientId, refusal }: Caller, { permission, ofClient }: ApiRoute): string {
  if (permission === 'member') return 'let in';
  const reach = permission && permissions[permission];
  if (reach === undefined) return `403 ${refusal}`;
  return reach === 'own' && ofClient && clientId !== OWN ? '403 not_assigned' : 'let in';
}

async function machineToken(server: TestServer, scope: string, audience: string): Promise<string> {
  const robot = await server.register({
    name: 'Robot',
    redirectUris: [],
    grantTypes: ['client_credentials'],
    scopes: [scope],
    audiences: [audience],
  });
  const answer = await post(server, 'token', robot, { grant_type: 'client_credentials', scope });
  return ((await answer.json()) as TokenAnswer).access_token;
}
