import { Totp, type AuditEventName, type NewClient } from '@portcullis/oauth';
import { obtainCode, post, redeem, signIn } from '../support/flow.js';
import { PASSWORD, type RegisteredClient, type TestServer } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';
import type { AdminApp, AdminBrowser } from './admin-app.js';

/** Where a change is made: an installation in which nobody else does anything, and an owner in a browser. */
export interface Place {
  readonly server: TestServer;
  readonly admin: AdminApp;
  readonly browser: AdminBrowser;
  /** The subject of the owner. */
  readonly owner: string;
}

/** A request that is going to succeed. */
export interface Prepared {
  readonly path: string;
  readonly body?: object;
  /** For If-Match, where it is not told by a GET of the same address. */
  readonly version?: number;
}

export interface Change {
  /** What it leaves in the audit log; null for what changes nothing that anybody else could notice. */
  readonly event: AuditEventName | null;
  /** What ends with it and is written down too. */
  readonly besides?: readonly AuditEventName[];
  /** Makes what is going to be changed. */
  readonly prepare: (place: Place) => Promise<Prepared>;
}

const DAY = 86_400_000;
let made = 0;

/** One request for each route of the admin API that is not a GET. */
export const CHANGES: Readonly<Record<string, Change>> = {
  'POST /api/clients': {
    event: 'client.created',
    prepare: always('/api/clients', { name: 'Made', redirectUris: ['https://made.example/cb'] }),
  },
  'PATCH /api/clients/{clientId}': ofClient('client.updated', '', { name: 'Renamed' }),
  'DELETE /api/clients/{clientId}': ofClient('client.deleted', ''),
  'POST /api/clients/{clientId}/disable': ofClient('client.disabled', '/disable'),
  'POST /api/clients/{clientId}/enable': {
    event: 'client.enabled',
    prepare: async (place) => ({ path: `/api/clients/${await disabledClient(place)}/enable` }),
  },
  'POST /api/clients/{clientId}/revoke_tokens': ofClient('client.tokens_revoked', '/revoke_tokens'),
  'POST /api/clients/{clientId}/secrets': ofClient('client_secret.created', '/secrets', { name: 'Second' }),
  'POST /api/clients/{clientId}/secrets/{id}/disable': {
    event: 'client_secret.disabled',
    prepare: async (place) => ({ path: `${await secretOf(place)}/disable` }),
  },
  'POST /api/clients/{clientId}/secrets/{id}/enable': {
    event: 'client_secret.enabled',
    prepare: async (place) => ({ path: `${await disabledSecret(place)}/enable` }),
  },
  'DELETE /api/clients/{clientId}/secrets/{id}': {
    event: 'client_secret.deleted',
    prepare: async (place) => ({ path: await disabledSecret(place) }),
  },
  'POST /api/clients/{clientId}/secrets/revoke_all': ofClient(
    'client_secret.all_revoked',
    '/secrets/revoke_all',
  ),
  'POST /api/bulk/clients/enable': {
    event: 'client.enabled',
    prepare: async (place) => ({
      path: '/api/bulk/clients/enable',
      body: { keys: [await disabledClient(place)] },
    }),
  },
  'POST /api/bulk/clients/disable': {
    event: 'client.disabled',
    prepare: async (place) => ({
      path: '/api/bulk/clients/disable',
      body: { keys: [await newClient(place)] },
    }),
  },
  'POST /api/bulk/clients/delete': {
    event: 'client.deleted',
    prepare: async (place) => ({
      path: '/api/bulk/clients/delete',
      body: { keys: [await newClient(place)] },
    }),
  },
  'POST /api/checks/run': { event: null, prepare: always('/api/checks/run') },
  'POST /api/checks/{id}/fix': {
    event: 'client.updated',
    prepare: async (place) => {
      const { id, version } = await finding(place);
      return { path: `/api/checks/${id}/fix`, version };
    },
  },
  'POST /api/checks/{id}/mute': {
    event: 'check.muted',
    prepare: async (place) => ({
      path: `/api/checks/${(await finding(place)).id}/mute`,
      body: { reason: 'An old device.' },
    }),
  },
  'POST /api/checks/{id}/unmute': {
    event: 'check.unmuted',
    prepare: async (place) => {
      const { id } = await finding(place);
      await done(place.browser, 'POST', `/api/checks/${id}/mute`, { reason: 'An old device.' });
      return { path: `/api/checks/${id}/unmute` };
    },
  },
  'POST /api/token-preview': {
    event: null,
    prepare: async (place) => ({
      path: '/api/token-preview',
      body: { clientId: await newClient(place), user: await newUser(place), scopes: ['openid'] },
    }),
  },
  'POST /api/playground/runs': {
    event: null,
    prepare: always('/api/playground/runs', { flow: 'client_credentials' }),
  },
  'POST /api/playground/runs/{id}/acts': {
    event: null,
    prepare: async ({ browser }) => {
      const { id } = await done<{ id: string }>(browser, 'POST', '/api/playground/runs', {
        flow: 'client_credentials',
      });
      return { path: `/api/playground/runs/${id}/acts`, body: { act: 'introspect' } };
    },
  },
  'POST /api/members': {
    event: 'member.added',
    prepare: async (place) => ({
      path: '/api/members',
      body: { subject: await newUser(place), role: 'viewer' },
    }),
  },
  'PATCH /api/members/{subject}': {
    event: 'member.changed',
    prepare: async (place) => ({ path: `/api/members/${await newMember(place)}`, body: { role: 'auditor' } }),
  },
  'DELETE /api/members/{subject}': {
    event: 'member.removed',
    prepare: async (place) => ({ path: `/api/members/${await newMember(place)}` }),
  },
  'POST /api/members/{subject}/sign-out': {
    event: 'member.signed_out',
    prepare: async (place) => ({ path: `/api/members/${await newMember(place)}/sign-out` }),
  },
  'PATCH /api/account/preferences': {
    event: null,
    prepare: always('/api/account/preferences', { language: 'en' }),
  },
  'DELETE /api/account/sessions': {
    event: 'admin_session.ended',
    prepare: async (place) => {
      await otherSession(place);
      return { path: '/api/account/sessions' };
    },
  },
  'DELETE /api/account/sessions/{sessionId}': {
    event: 'admin_session.ended',
    prepare: async (place) => ({ path: `/api/account/sessions/${await otherSession(place)}` }),
  },
  'POST /api/audit/chain/verify': { event: 'audit.verified', prepare: always('/api/audit/chain/verify') },
  'POST /api/users': {
    event: 'user.created',
    prepare: () =>
      Promise.resolve({
        path: '/api/users',
        body: { username: `made-${++made}`, password: PASSWORD, claims: { name: 'Made' } },
      }),
  },
  'PATCH /api/users/{subject}': ofUser('user.updated', '', { name: 'Renamed' }),
  'POST /api/users/{subject}/disable': ofUser('user.disabled', '/disable'),
  'POST /api/users/{subject}/enable': {
    event: 'user.enabled',
    prepare: async (place) => {
      const path = `/api/users/${await newUser(place)}`;
      await done(place.browser, 'POST', `${path}/disable`);
      return { path: `${path}/enable` };
    },
  },
  'POST /api/users/{subject}/password-link': ofUser('password_reset.handed_over', '/password-link'),
  'POST /api/users/{subject}/sessions/{id}/end': {
    event: 'session.ended',
    prepare: async (place) => {
      const path = `/api/users/${(await newGrant(place)).subject}/sessions`;
      const [session] = await done<{ id: string }[]>(place.browser, 'GET', path);
      return { path: `${path}/${session!.id}/end` };
    },
  },
  'POST /api/users/{subject}/sign-out': {
    event: 'user.signed_out',
    besides: ['session.ended'],
    prepare: async (place) => ({
      path: `/api/users/${(await newGrant(place)).subject}/sign-out`,
      body: { everything: true },
    }),
  },
  'POST /api/users/{subject}/apps/{clientId}/remove': {
    event: 'access.removed',
    prepare: async (place) => {
      const { subject, clientId } = await newGrant(place);
      return { path: `/api/users/${subject}/apps/${clientId}/remove` };
    },
  },
  'POST /api/users/{subject}/second-factor/reset': {
    event: 'second_factor.reset',
    prepare: async (place) => {
      const subject = await newUser(place);
      const secret = Buffer.from('x');
      await place.server.database.insert(Totp, { subject, secret, lastStep: 0, createdAt: 1 });
      return { path: `/api/users/${subject}/second-factor/reset` };
    },
  },
  'POST /api/grants/revoke': {
    event: 'authorization.revoked',
    prepare: async (place) => ({ path: '/api/grants/revoke', body: { ids: [(await newGrant(place)).id] } }),
  },
  'POST /api/grants/{id}/revoke': {
    event: 'authorization.revoked',
    prepare: async (place) => ({ path: `/api/grants/${(await newGrant(place)).id}/revoke` }),
  },
  'POST /api/clients/{clientId}/access-tokens/{id}/revoke': {
    event: 'access_token.revoked',
    prepare: async (place) => ({ path: `${await clientToken(place)}/revoke` }),
  },
  'POST /api/clients/{clientId}/grants/revoke': {
    event: 'authorizations.revoked',
    prepare: async (place) => ({ path: `/api/clients/${(await newGrant(place)).clientId}/grants/revoke` }),
  },
  'POST /api/scopes': {
    event: 'scope.created',
    prepare: () => Promise.resolve({ path: '/api/scopes', body: scopeNamed(`made-${++made}`) }),
  },
  'PATCH /api/scopes/{name}': {
    event: 'scope.updated',
    prepare: async (place) => ({ path: await newScope(place), body: { sensitive: true } }),
  },
  'DELETE /api/scopes/{name}': {
    event: 'scope.deleted',
    prepare: async (place) => ({ path: await newScope(place) }),
  },
  'POST /api/resources': {
    event: 'resource.created',
    prepare: () => Promise.resolve({ path: '/api/resources', body: resource() }),
  },
  'PATCH /api/resources/{id}': {
    event: 'resource.updated',
    prepare: async (place) => ({ path: await newResource(place), body: { name: 'Renamed' } }),
  },
  'DELETE /api/resources/{id}': {
    event: 'resource.deleted',
    prepare: async (place) => ({ path: await newResource(place) }),
  },
  'POST /api/keys': {
    event: 'signing_key.published',
    prepare: always('/api/keys', { algorithm: 'ES256' }),
  },
  'POST /api/keys/{kid}/activate': {
    event: 'signing_key.activated',
    prepare: async (place) => ({ path: `/api/keys/${await keyThatIs(place, 'next')}/activate`, body: {} }),
  },
  'POST /api/keys/{kid}/retire': {
    event: 'signing_key.retired',
    prepare: async (place) => ({ path: `/api/keys/${await keyThatIs(place, 'next')}/retire` }),
  },
  'DELETE /api/keys/{kid}': {
    event: 'signing_key.deleted',
    prepare: async (place) => {
      const kid = await keyThatIs(place, 'next');
      await done(place.browser, 'POST', `/api/keys/${kid}/retire`);
      const sql =
        'UPDATE oauth_signing_key SET retired_at = retired_at - ?, activates_at = activates_at - ? WHERE kid = ?';
      await place.admin.query(sql, [2 * DAY, 4 * DAY, Buffer.from(kid)]);
      return { path: `/api/keys/${kid}` };
    },
  },
  'POST /api/overview/first-steps/dismiss': {
    event: null,
    prepare: always('/api/overview/first-steps/dismiss'),
  },
  'POST /api/config/import': {
    event: 'client.created',
    prepare: () => {
      const clients = [{ clientId: `made-${++made}`, name: 'Imported', grantTypes: [] }];
      const document = JSON.stringify({ version: 1, clients });
      return Promise.resolve({ path: '/api/config/import', body: { document } });
    },
  },
};

function always(path: string, body?: object): Change['prepare'] {
  return () => Promise.resolve({ path, ...(body && { body }) });
}

function ofClient(event: AuditEventName, rest: string, body?: object): Change {
  return {
    event,
    prepare: async (place) => ({
      path: `/api/clients/${await newClient(place)}${rest}`,
      ...(body && { body }),
    }),
  };
}

function ofUser(event: AuditEventName, rest: string, body?: object): Change {
  return {
    event,
    prepare: async (place) => ({ path: `/api/users/${await newUser(place)}${rest}`, ...(body && { body }) }),
  };
}

/** @throws Error when it is refused */
async function done<T>(browser: AdminBrowser, method: string, path: string, body?: object): Promise<T> {
  const answer = await browser.call<T>(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

async function newClient({ server }: Place, settings: Partial<NewClient> = {}): Promise<string> {
  return (await server.register({ name: `Client ${++made}`, ...settings })).clientId;
}

async function disabledClient(place: Place): Promise<string> {
  const clientId = await newClient(place);
  await done(place.browser, 'POST', `/api/clients/${clientId}/disable`);
  return clientId;
}

/** @returns the address of a client's only secret */
async function secretOf(place: Place): Promise<string> {
  const path = `/api/clients/${await newClient(place)}/secrets`;
  const [secret] = await done<{ id: string }[]>(place.browser, 'GET', path);
  return `${path}/${secret!.id}`;
}

async function disabledSecret(place: Place): Promise<string> {
  const path = await secretOf(place);
  await done(place.browser, 'POST', `${path}/disable`);
  return path;
}

/** Of a client that a check finds fault with. */
async function finding({ browser }: Place): Promise<{ id: string; version: number }> {
  const { client } = await done<{ client: { clientId: string } }>(browser, 'POST', '/api/clients', {
    ...{ name: `Client ${++made}`, redirectUris: ['https://made.example/cb'] },
    ...{ firstParty: true, requirePkce: false },
  });
  const { items } = await done<{ items: { id: string; version: number }[] }>(
    browser,
    'GET',
    `/api/checks?client=${client.clientId}`,
  );
  return items[0]!;
}

async function newUser({ server }: Place): Promise<string> {
  return (await server.addUser(`user-${++made}`)).subject;
}

async function newMember(place: Place): Promise<string> {
  const subject = await newUser(place);
  await done(place.browser, 'POST', '/api/members', { subject, role: 'viewer' });
  return subject;
}

/** @returns the id of a session of the owner in another browser */
async function otherSession({ admin, browser }: Place): Promise<string> {
  await admin.signIn('olga');
  const { items } = await done<{ items: { id: string; current: boolean }[] }>(
    browser,
    'GET',
    '/api/account/sessions',
  );
  return items.find(({ current }) => !current)!.id;
}

/** A new user signs in and lets a new client in. */
async function newGrant(place: Place): Promise<{ id: string; subject: string; clientId: string }> {
  const { server, browser } = place;
  const scopes = ['openid', 'offline_access'];
  const client = await server.register({ name: `Client ${++made}`, scopes });
  const username = `user-${++made}`;
  const { subject } = await server.addUser(username);
  const visitor = new Visitor();
  await signIn(visitor, await visitor.visit(server.url('account')), username);
  await redeem(server, client, await obtainCode(server, client, { scope: scopes.join(' ') }, visitor));
  const { items } = await done<{ items: { id: string }[] }>(browser, 'GET', `/api/grants?subject=${subject}`);
  return { id: items[0]!.id, subject, clientId: client.clientId };
}

/** @returns the address of an opaque access token of a client itself */
async function clientToken({ server, browser }: Place): Promise<string> {
  const client: RegisteredClient = await server.register({
    ...{ name: `Client ${++made}`, redirectUris: [] },
    ...{ grantTypes: ['client_credentials'], accessTokenFormat: 'opaque' },
  });
  await post(server, 'token', client, { grant_type: 'client_credentials' });
  const path = `/api/clients/${client.clientId}/access-tokens`;
  const [token] = await done<{ id: string }[]>(browser, 'GET', path);
  return `${path}/${token!.id}`;
}

function scopeNamed(name: string): object {
  return { name, title: { en: 'Read', 'zh-CN': '读取' } };
}

async function newScope({ browser }: Place): Promise<string> {
  const name = `made-${++made}`;
  await done(browser, 'POST', '/api/scopes', scopeNamed(name));
  return `/api/scopes/${name}`;
}

function resource(): object {
  return { audience: `https://made-${++made}.example`, name: 'Made' };
}

async function newResource({ browser }: Place): Promise<string> {
  const { id } = await done<{ id: string }>(browser, 'POST', '/api/resources', resource());
  return `/api/resources/${id}`;
}

/** Old enough for whatever is to be done with it. */
async function keyThatIs({ admin, browser }: Place, state: string): Promise<string> {
  const { items } = await done<{ items: { kid: string; state: string }[] }>(browser, 'GET', '/api/keys');
  const { kid } = items.find((key) => key.state === state)!;
  const sql = 'UPDATE oauth_signing_key SET created_at = created_at - 700000 WHERE kid = ?';
  await admin.query(sql, [Buffer.from(kid)]);
  return kid;
}
