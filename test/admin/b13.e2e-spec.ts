import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AUDIT_EVENTS, AuditEvent, type AuditEventName } from '@portcullis/oauth';
import type { Browser, Page as BrowserPage } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium } from '../support/chromium.js';
import { DATABASES } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { authorizeUrl, obtainTokens, post } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { MASTER_KEY, PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';
import { AdminApp, answerOf, type AdminBrowser, type Answer } from './admin-app.js';
import { AdminWindow } from './admin-window.js';
import { ROUTES, type ApiRoute } from './api-routes.js';
import { CHANGES, type Place, type Prepared } from './changes.js';
import { referenceOf } from './reference-of.js';
import { SiteMap } from './site-map.js';

interface Page {
  readonly items: readonly Record<string, unknown>[];
}

const CHANGING = ROUTES.filter(({ method }) => method !== 'GET');
const READING = ROUTES.filter(({ method }) => method === 'GET');
const LISTS = READING.filter(({ query }) => query.length > 0);

/** What an editor must not set, whoever they are. */
const FOREIGN: Readonly<Record<string, unknown>> = {
  role: 'owner',
  tenantId: 'other',
  subject: 'somebody',
  id: '01890000-0000-7000-8000-000000000000',
  secretHash: 'x',
  passwordHash: 'x',
  digest: 'x',
  permissions: ['clients.edit'],
  protected: false,
  version: 99,
  createdBy: 'somebody',
  createdAt: '2000-01-01T00:00:00Z',
  disabledAt: null,
};

/** Names that a query could mean another property, table or prototype by. */
const FOREIGN_NAMES = [
  'order[__proto__]=x',
  '__proto__[isAdmin]=1',
  'constructor[prototype][isAdmin]=1',
  'order=name',
  'where=1',
  '$where=1',
  'select=passwordHash',
  'take=1000000',
  'offset=-1',
];

const LIMITS = ['1e9', '101', '0', '-1', '0x65', '1.5', 'NaN', 'Infinity', '1;DROP', '', '1 OR 1=1'];

const ORDERS = [
  'name;DROP TABLE oauth_client',
  'name,version',
  '-',
  '--name',
  'name desc',
  '(SELECT 1)',
  'passwordHash',
  'constructor',
  '__proto__',
  'toString',
  '',
];

const TEXTS = [
  "' OR 1=1 -- ",
  "'; DROP TABLE oauth_client; --",
  '") UNION SELECT password_hash FROM oauth_user -- ',
  "\\' OR '1'='1",
  'x%',
  '%_%_%',
  '<script>alert(1)</script>',
  '=1+1',
];

const FREE_TEXTS = ['search', 'q', 'actor', 'subject', 'clientId', 'source'];

const CURSORS = ["' OR 1", 'x', 'bnVsbA', 'e30', 'WyJhIl0', 'WyJhIiwiYiJd', 'W1siYSJdLFsiYiJdXQ', '%00'];

describe.each(DATABASES)('B13 the admin API under attack, on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let olga: AdminBrowser;
  let place: Place;
  let wiki: RegisteredClient;
  let shop: RegisteredClient;
  let alice: string;
  let issued: readonly string[];
  /** What the API showed while something was made or changed. */
  const shown = new Set<string>();

  beforeAll(async () => {
    server = await TestServer.start({ database, options: { console: { clientId: 'portcullis-admin' } } });
    admin = await AdminApp.start(server, { PLAYGROUND: 'on' });
    const owner = await admin.addOwner('olga');
    olga = await admin.signIn('olga');
    place = { server, admin, browser: olga, owner };
    ({ subject: alice } = await server.addUser('alice'));
    const scopes = ['openid', 'profile', 'offline_access'];
    wiki = await server.register({ name: 'Acme Wiki', scopes });
    shop = await server.register({ name: 'Corner Shop', scopes, accessTokenFormat: 'opaque' });
    const tokens = [await obtainTokens(server, wiki), await obtainTokens(server, shop)];
    issued = tokens.flatMap(({ access_token, refresh_token, id_token }) =>
      [access_token, refresh_token, id_token].filter((token) => token !== undefined),
    );
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });

  const log = async (): Promise<Map<string, AuditEvent>> =>
    new Map((await server.database.findMany(AuditEvent, {})).map((event) => [event.id, event]));

  /** What the owner did since the log looked like this; that nothing of it has changed. */
  async function since(before: Map<string, AuditEvent>): Promise<AuditEvent[]> {
    const now = await log();
    for (const [id, event] of before) expect(now.get(id)).toEqual(event);
    return [...now.values()].filter(({ id, actor }) => !before.has(id) && actor === place.owner);
  }

  const count = (): Promise<number> => admin.count('oauth_audit_event');

  describe('B13.2 B13.6 changes', () => {
    it('are all in the list of this test', () => {
      expect(Object.keys(CHANGES).sort()).toEqual(
        CHANGING.map(({ method, path }) => `${method} ${path}`).sort(),
      );
    });

    const send = async (
      { method }: ApiRoute,
      { path, body }: Prepared,
      match: string | null,
    ): Promise<Answer> => {
      const answer = await olga.call(
        method,
        path,
        body ?? FOREIGN,
        match === null ? {} : { 'if-match': match },
      );
      for (const value of shownIn(answer.body)) shown.add(value);
      return answer;
    };

    it.each(CHANGING.map((route) => [`${route.method} ${route.path}`, route] as const))(
      '%s: no foreign field, one event, and of two editors one',
      async (name, route) => {
        const { event, besides = [], prepare } = CHANGES[name]!;
        const prepared = await prepare(place);
        const before = await log();
        const match = await matchFor(route, prepared);

        if (route.fields !== null) {
          const foreign = Object.entries(FOREIGN).filter(([field]) => !route.fields!.includes(field));
          const body = { ...Object.fromEntries(foreign), ...prepared.body };
          const refused = await send(route, { ...prepared, body }, match);
          expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
          const fields = (refused.body['fields'] as { field: string }[]).map(({ field }) => field);
          expect(new Set(fields)).toEqual(new Set(foreign.map(([field]) => field)));
        }
        if (match !== null) {
          expect(await send(route, prepared, null)).toMatchObject({ status: 428 });
          expect(await send(route, prepared, '"999"')).toMatchObject({ status: 412 });
          expect(await send(route, prepared, '*')).not.toMatchObject({ status: 200 });
        }
        expect(await since(before)).toEqual([]);

        const attempts = Array.from({ length: match === null ? 1 : 5 }, () => send(route, prepared, match));
        const answers = await Promise.all(attempts);
        const [winner, ...others] = answers.filter(({ status }) => status < 300);
        if (!winner) throw new Error(JSON.stringify(answers.map(({ status, body }) => [status, body])));
        expect(others).toEqual([]);
        for (const { status } of answers.filter((answer) => answer !== winner)) {
          // Of something that was deleted meanwhile there is no version any more.
          expect(route.method === 'DELETE' || name.endsWith('/fix') ? [404, 409, 412] : [412]).toContain(
            status,
          );
        }

        const isThere = (events: AuditEvent[]): boolean => events.length > 0;
        const events = event === null ? await since(before) : await eventually(() => since(before), isThere);
        expect(events.map((row) => row.event).sort()).toEqual([...besides, ...(event ? [event] : [])].sort());
        for (const row of events) expectWhole(row);
      },
      60_000,
    );

    /** @returns null for a route that takes no version */
    async function matchFor({ ifMatch }: ApiRoute, { path, version }: Prepared): Promise<string | null> {
      if (!ifMatch) return null;
      return version === undefined ? (await olga.get(path)).headers.get('etag') : `"${version}"`;
    }

    /** Who, from where, what, and before and after of an edit; nothing secret. */
    function expectWhole(row: AuditEvent): void {
      expect(row).toMatchObject({ actor: place.owner, actorName: 'Owner olga', source: '127.0.0.1' });
      expect(AUDIT_EVENTS[row.event as AuditEventName]).toMatchObject({ outcome: 'success', keptDays: 400 });
      expect(row.clientId ?? row.subject ?? Object.values(row.data)[0]).toBeDefined();
      if (/\.(updated|changed)$/.test(row.event)) {
        const { before, after } = row.data as { before: object; after: object };
        expect(Object.keys(after)).not.toEqual([]);
        expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
        expect(after).not.toEqual(before);
      }
      for (const value of [...shown, PASSWORD]) expect(JSON.stringify(row)).not.toContain(value);
      expect(JSON.stringify(row)).not.toMatch(/tenantId|secretHash|passwordHash/);
    }

    it('inherit nothing from a prototype in the body', async () => {
      const path = `${admin.url}/api/clients`;
      const inherited = '{"mayIntrospect":true,"firstParty":true,"clientId":"inherited"}';
      const body = `{"name":"Made","grantTypes":["client_credentials"],"__proto__":${inherited},"constructor":{"prototype":${inherited}}}`;
      const headers = { 'content-type': 'application/json', 'x-csrf-token': olga.csrfToken };
      const response = await olga.visitor.request(path, { method: 'POST', headers, body });
      const { status, body: answer } = await answerOf<{ client: Record<string, unknown> }>(response);
      if (status === 400) return;
      expect(status).toBe(201);
      expect(answer.client).toMatchObject({ mayIntrospect: false, firstParty: false });
      expect(await server.registry.get('inherited')).toBeNull();
      // Nor has the process changed for the next one.
      const next = await olga.post<typeof answer>('/api/clients', {
        name: 'Next',
        redirectUris: ['https://a.example'],
      });
      expect(next.body.client).toMatchObject({ mayIntrospect: false, firstParty: false });
    });

    it('are in the log for good: no route, and not even the owner, changes or deletes an event', async () => {
      const before = await log();
      const [id] = before.keys();
      for (const { path } of ROUTES.filter((route) => route.path.startsWith('/api/audit'))) {
        for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
          if (CHANGES[`${method} ${path}`]) continue;
          const { status } = await olga.call(method, path.replace(/\{\w+\}/, id!), { data: {} });
          expect([method, path, status]).toEqual([method, path, 404]);
        }
      }
      expect(await since(before)).toEqual([]);
    });
  });

  describe('B13.2 what is not theirs', () => {
    let cleo: AdminBrowser;
    beforeAll(async () => {
      await admin.addMember('cleo', 'client_manager', [wiki.clientId]);
      cleo = await admin.signIn('cleo');
    });

    const firstGrantOf = async ({ clientId }: RegisteredClient): Promise<string> =>
      (await olga.get<Page>(`/api/grants?clientId=${clientId}`)).body.items[0]!['id'] as string;

    it('is refused by its address, in a body and behind an id, and is in no list', async () => {
      const grant = await firstGrantOf(shop);
      const before = await count();
      const bodies: [string, string, object][] = [
        ['POST', '/api/bulk/clients/disable', { keys: [shop.clientId] }],
        ['POST', '/api/bulk/clients/delete', { keys: [shop.clientId] }],
        ['POST', '/api/bulk/clients/disable', { matching: { search: 'Corner' } }],
        ['POST', '/api/token-preview', { clientId: shop.clientId, user: alice }],
        ['POST', '/api/grants/revoke', { ids: [grant] }],
        ['POST', '/api/grants/revoke', { ids: [await firstGrantOf(wiki), grant] }],
        ['POST', '/api/grants/revoke', { matching: { clientId: shop.clientId } }],
        ['POST', `/api/grants/${grant}/revoke`, {}],
        ['GET', `/api/grants/${grant}`, {}],
        ['PATCH', `/api/clients/${shop.clientId}`, { name: 'Mine' }],
        ['POST', `/api/clients/${shop.clientId}/secrets`, { name: 'Mine' }],
        ['DELETE', `/api/clients/${shop.clientId}`, {}],
      ];
      for (const [method, path, body] of bodies) {
        const answer = await cleo.call(method, path, method === 'GET' ? undefined : body);
        const nothing =
          answer.status === 200 &&
          [answer.body['authorizations'], answer.body['changed'], answer.body['done']].every((n) => !n);
        expect([path, body, nothing || [403, 404].includes(answer.status)]).toEqual([path, body, true]);
      }
      expect(await count()).toBe(before);
      expect(await server.registry.get(shop.clientId)).toMatchObject({
        name: 'Corner Shop',
        disabledAt: null,
      });
      for (const path of ['/api/grants?limit=100', '/api/audit?limit=100']) {
        const { status, body } = await cleo.get<Page>(path);
        expect(status).toBe(200);
        expect(body.items).not.toEqual([]);
        expect(JSON.stringify(body)).not.toContain(shop.clientId);
      }
    });

    it('is not reached through something that is', async () => {
      const idOf = async (path: string): Promise<string> =>
        (await olga.get<{ id: string }[]>(path)).body[0]!.id;
      const secret = await idOf(`/api/clients/${shop.clientId}/secrets`);
      const session = await idOf(`/api/users/${alice}/sessions`);
      const robot = await server.register({
        ...{ name: 'Robot', redirectUris: [] },
        ...{ grantTypes: ['client_credentials'], accessTokenFormat: 'opaque' },
      });
      await post(server, 'token', robot, { grant_type: 'client_credentials' });
      const token = await idOf(`/api/clients/${robot.clientId}/access-tokens`);
      const before = await count();
      const requests: [AdminBrowser, string, string][] = [
        [cleo, 'POST', `/api/clients/${wiki.clientId}/secrets/${secret}/disable`],
        [cleo, 'POST', `/api/clients/${wiki.clientId}/secrets/${secret}/enable`],
        [cleo, 'DELETE', `/api/clients/${wiki.clientId}/secrets/${secret}`],
        [cleo, 'POST', `/api/clients/${wiki.clientId}/access-tokens/${token}/revoke`],
        [olga, 'POST', `/api/users/${place.owner}/sessions/${session}/end`],
        [cleo, 'DELETE', `/api/account/sessions/${session}`],
      ];
      for (const [browser, method, path] of requests) {
        const { status } = await browser.call(method, path, {});
        expect([path, status]).toEqual([path, 404]);
      }
      expect(await count()).toBe(before);
    });
  });

  describe('B13.3 secrets', () => {
    const addresses = new Map<string, string>();
    beforeAll(async () => {
      const idOf = async (path: string): Promise<string> =>
        (await olga.get<Page>(path)).body.items[0]!['id'] as string;
      const scope = { name: 'b13', title: { en: 'Read', 'zh-CN': '读取' } };
      expect((await olga.post('/api/scopes', scope)).status).toBe(201);
      const resource = await olga.post('/api/resources', { audience: 'https://b13.example', name: 'Read' });
      const run = await olga.post('/api/playground/runs', { flow: 'client_credentials' });
      const reference = await referenceOf(
        authorizeUrl(server, wiki, pkce(), { redirect_uri: 'https://wiki.example/cb/' }),
      );
      const known: Record<string, string> = {
        '/api/clients/{clientId}': `/api/clients/${wiki.clientId}`,
        '/api/references/{reference}': `/api/references/${reference}`,
        '/api/playground/runs/{id}': `/api/playground/runs/${String(run.body['id'])}`,
        '/api/members/{subject}': `/api/members/${place.owner}`,
        '/api/audit/{reference}': `/api/audit/${reference}`,
        '/api/users/{subject}': `/api/users/${alice}`,
        '/api/grants/{id}': `/api/grants/${await idOf(`/api/grants?clientId=${wiki.clientId}`)}`,
        '/api/scopes/{name}': '/api/scopes/b13',
        '/api/resources/{id}': `/api/resources/${String(resource.body['id'])}`,
      };
      const queries: Record<string, string> = {
        '/api/search': 'q=wiki',
        '/api/members/candidates': 'search=a',
        '/api/checks/counts': `client=${wiki.clientId}`,
      };
      for (const { path, query } of READING) {
        const [prefix, address] = Object.entries(known).find(([each]) => path.startsWith(each)) ?? [
          path,
          path,
        ];
        const ask = queries[path] ?? (query.some(({ name }) => name === 'limit') ? 'limit=100' : '');
        addresses.set(path, `${path.replace(prefix, address)}?${ask}`);
      }
    });

    /** What nobody may read, in each form that it could stand in. */
    async function secrets(): Promise<string[]> {
      const columns: [table: string, column: string][] = [
        ['oauth_client_secret', 'digest'],
        ['oauth_user', 'password_hash'],
        ['oauth_signing_key', 'sealed_private_key'],
        ['oauth_totp', 'secret'],
        ['oauth_session', 'digest'],
        ['oauth_refresh_token', 'digest'],
        ['oauth_access_token', 'digest'],
        ['oauth_password_reset', 'digest'],
        ['admin_session', 'refresh_token'],
        ['admin_session', 'id_token'],
      ];
      const stored: string[] = [];
      for (const [table, column] of columns) {
        for (const row of await admin.query(`SELECT ${column} AS value FROM ${table}`)) {
          const { value } = row;
          if (typeof value === 'string') stored.push(value);
          else if (value instanceof Uint8Array && value.length > 8) {
            const bytes = Buffer.from(value);
            stored.push(...(['hex', 'base64', 'base64url'] as const).map((form) => bytes.toString(form)));
          }
        }
      }
      const cookies = olga.visitor.allCookies.map(([, value]) => value).filter((value) => value.length > 20);
      const known = [wiki.secret!, shop.secret!, admin.secret, PASSWORD];
      const all = [...stored, ...cookies, ...known, ...issued, ...shown, MASTER_KEY];
      expect(all.length).toBeGreaterThan(50);
      return all;
    }

    it.each(READING.map(({ path }) => path))('are in no answer of GET %s', async (path) => {
      const response = await reading(addresses.get(path)!);
      expect(response.status).toBe(200);
      const text = `${[...response.headers.values()].join('\n')}\n${await response.text()}`;
      expectNone(text, await secrets());
      expect(text).not.toMatch(
        /"(?:\w*[dD]igest|passwordHash|sealedPrivateKey|bcrypt|d|p|q|dp|dq|qi|k)":|\$argon2/,
      );
    });

    it.each([
      '/api/config/export?format=json',
      '/api/config/export?format=yaml',
      '/api/audit/export?format=csv',
      '/api/audit/export?format=ndjson',
      '/api/openapi.json',
    ])('are not in %s', async (path) => {
      const response = await reading(path);
      expect(response.status).toBe(200);
      expectNone(await response.text(), await secrets());
    });

    it('were shown once to whoever asked for them, and are in no log', async () => {
      expect(shown.size).toBeGreaterThanOrEqual(3);
      const all = await secrets();
      expectNone(admin.printed, all);
      expectNone(JSON.stringify([...(await log()).values()]), all);
    });

    /** Of an answer without end only the first part is read. */
    async function reading(path: string): Promise<Response> {
      if (!path.startsWith('/api/audit/live')) return olga.visitor.request(admin.url + path);
      const leave = new AbortController();
      const { status, headers } = await olga.visitor.request(admin.url + path, { signal: leave.signal });
      leave.abort();
      return new Response('', { status, headers });
    }

    /** The secret itself is not part of a failure's message. */
    function expectNone(text: string, values: readonly string[]): void {
      expect(values.filter((value) => text.includes(value)).map((value) => value.slice(0, 6))).toEqual([]);
    }
  });

  describe.each(LISTS.map((route) => [route.path, route] as const))(
    'B13.4 injection into GET %s',
    (path, { query }) => {
      const has = (name: string): boolean => query.some((parameter) => parameter.name === name);
      const required = has('q') ? 'q=a' : '';
      const address = (query: string): string =>
        `${path.replace('{reference}', '01890000-0000-7000-8000-000000000000')}?${query}`;
      const ask = async (query: string): Promise<Answer> => {
        const leave = new AbortController();
        const response = await olga.visitor.request(admin.url + address(query), { signal: leave.signal });
        if (path === '/api/audit/live' && response.status === 200) {
          leave.abort();
          return { status: 200, headers: response.headers, body: {} };
        }
        return answerOf(response);
      };
      const refused = async (query: string): Promise<void> => {
        const { status, body } = await ask(query);
        expect([query, status, body['error']]).toEqual([query, 400, 'invalid_request']);
      };
      const encoded = encodeURIComponent;

      it('refuses names that it does not know', async () => {
        for (const foreign of FOREIGN_NAMES) await refused(`${required}&${foreign}`);
      });

      it('refuses an object for any of its own, and two values for one', async () => {
        for (const { name, schema } of query) {
          for (const part of ['$ne', '__proto__', 'constructor', 'toString'])
            await refused(`${required}&${name}[${part}]=x`);
          if (schema.type !== 'array' && !schema.items) await refused(`${name}=a&${name}=b`);
        }
      });

      it('refuses a value that is not one of a choice', async () => {
        for (const { name, schema } of query) {
          if (!schema.enum && !(schema.items && 'enum' in schema.items)) continue;
          for (const value of ORDERS) await refused(`${name}=${encoded(value)}`);
        }
      });

      it('caps the limit', async () => {
        if (!has('limit')) return;
        for (const value of LIMITS) await refused(`limit=${encoded(value)}`);
        const { body } = await ask('limit=100');
        expect((body as unknown as Page).items.length).toBeLessThanOrEqual(100);
      });

      it('takes text as it is written', async () => {
        const free = query.filter(({ schema }) => !schema.enum && !schema.items);
        const texts = free.filter(({ name }) => FREE_TEXTS.includes(name));
        for (const { name } of texts) {
          for (const text of TEXTS) {
            const { status, body } = await ask(`${name}=${encoded(text)}`);
            expect([name, text, status]).toEqual([name, text, path.includes('{') ? 404 : 200]);
            const { items, hits } = body as { items?: unknown[]; hits?: unknown[] };
            expect([name, text, items ?? hits ?? (Array.isArray(body) ? body : [])]).toEqual([
              name,
              text,
              [],
            ]);
          }
        }
      });

      it('takes no text that SQLite would end before its end', async () => {
        for (const { name } of query.filter((each) => ['search', 'q'].includes(each.name))) {
          await refused(`${name}=%00`);
          await refused(`${name}=x%00x`);
        }
      });

      it('begins anew with a cursor that nobody gave, or refuses it', async () => {
        if (!has('cursor')) return;
        for (const cursor of CURSORS)
          expect([200, 400]).toContain((await ask(`cursor=${encoded(cursor)}`)).status);
      });

      afterAll(async () => {
        expect(await admin.count('oauth_client')).toBeGreaterThan(2);
      });
    },
  );

  describe('B13.5 what a browser is given', () => {
    it('is a cookie of its own: neither app takes that of the other', async () => {
      const visitor = new Visitor();
      await visitor.request(await admin.reachCallback(visitor, 'olga'));
      const names = visitor.allCookies.map(([name]) => name);
      expect(names).toContain('__Host-portcullis-admin');
      const value = visitor.cookie('__Host-portcullis-admin')!;
      for (const [name, other] of visitor.allCookies) {
        if (name === '__Host-portcullis-admin') continue;
        const stranger = new Visitor();
        stranger.setCookie('__Host-portcullis-admin', other);
        expect((await stranger.request(`${admin.url}/api/session`)).status).toBe(401);
        const guest = new Visitor();
        guest.setCookie(name, value);
        expect((await guest.visit(server.url('account'))).url).toContain('/oauth/sign_in');
      }
    });

    it('takes no change from a form of another site', async () => {
      const before = await count();
      for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) {
        for (const { method, path } of CHANGING) {
          const address = path.replace('{clientId}', wiki.clientId).replace(/\{\w+\}/g, 'nobody');
          const response = await olga.visitor.request(admin.url + address, {
            method,
            headers: {
              ...{ 'content-type': type, origin: 'https://evil.example' },
              'sec-fetch-site': 'cross-site',
            },
            body: '{"name":"x"}',
          });
          expect([path, response.status]).toEqual([path, 403]);
        }
      }
      expect(await count()).toBe(before);
    });

    const script = 'javascript:alert(1)';
    it.each([
      ...['redirectUris', 'postLogoutRedirectUris'].map((field) => [field, [script]] as const),
      ...['uri', 'logoUri', 'tosUri', 'policyUri', 'initiateLoginUri', 'backchannelLogoutUri', 'jwksUri'].map(
        (field) => [field, script] as const,
      ),
      ['accent', 'red;background:url(//evil.example)'] as const,
    ])('is no script as the %s of a client', async (field, value) => {
      const body = { name: 'X', redirectUris: ['https://x.example/cb'], [field]: value };
      expect(await olga.post('/api/clients', body)).toMatchObject({
        status: 400,
        body: { fields: [{ field: expect.stringContaining(field) }] },
      });
    });

    it.each(['picture', 'website'])('is no script as the %s of a user', async (claim) => {
      const body = { username: 'scripted', password: PASSWORD, claims: { [claim]: script } };
      expect((await olga.post('/api/users', body)).status).toBe(400);
    });
  });
});

(HAS_CHROMIUM ? describe : describe.skip)('B13.5 markup in names, in a browser', () => {
  let server: TestServer;
  let admin: AdminApp;
  let chromium: Browser;
  let clientId: string;
  let subject: string;
  let reference: string;

  /** Would run in an attribute, as an element and as a template, and says where it came from. */
  const markup = (from: string): string => `"><img src=x onerror="ran='${from}'"><script>ran=1</script>{{1}}`;

  beforeAll(async () => {
    const options = { console: { clientId: 'portcullis-admin' } };
    [server, chromium] = await Promise.all([
      TestServer.start({ database: 'sqlite', options }),
      launchChromium(),
    ]);
    admin = await AdminApp.start(server, { PLAYGROUND: 'on' });
    await admin.addOwner('olga');
    await admin.query('UPDATE admin_member SET name = ?', [markup('member')]);
    const olga = await admin.signIn('olga');
    const made = async <T>(path: string, body: object): Promise<T> => {
      const answer = await olga.post<T>(path, body);
      if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
    await made('/api/scopes', {
      name: "'><img/src=x/onerror=ran=1>",
      ...Object.fromEntries(
        ['title', 'description'].map((text) => [text, { en: markup(text), 'zh-CN': markup(text) }]),
      ),
    });
    await made('/api/resources', {
      audience: 'https://marked.example',
      ...{ name: markup('resource'), description: markup('resource') },
    });
    const { client, secret } = await made<{ client: { clientId: string }; secret: { value: string } }>(
      '/api/clients',
      {
        ...{ name: markup('client'), description: markup('description'), owner: markup('owner') },
        ...{ redirectUris: ['https://client.example/cb'], scopes: ['openid', 'profile', 'offline_access'] },
        requirePkce: false,
      },
    );
    ({ clientId } = client);
    await made(`/api/clients/${clientId}/secrets`, { name: markup('secret') });
    ({ subject } = await server.addUser('alice', {
      ...{ name: markup('user'), nickname: markup('user'), family_name: markup('user') },
    }));
    const registered = { client: (await server.registry.get(clientId))!, clientId, secret: secret.value };
    await obtainTokens(server, registered, { scope: 'openid offline_access' });
    const address = authorizeUrl(server, registered, pkce(), {
      redirect_uri: `https://x.example/${markup('uri')}`,
    });
    reference = await referenceOf(address, { headers: { 'user-agent': markup('browser') } });
    await olga.post(`/api/members`, {
      subject,
      role: 'client_manager',
      clients: [clientId],
      name: markup('member'),
    });
    const [check] = (await olga.get<Page>(`/api/checks?client=${clientId}`)).body.items;
    await olga.post(`/api/checks/${String(check!['id'])}/mute`, { reason: markup('reason') });
  }, 120_000);
  afterAll(async () => {
    await chromium.close();
    await admin.close();
    await server.close();
  });

  const MUST_SHOW = [
    ...['home', 'clients', 'clients-id', 'users', 'users-id', 'grants', 'scopes'],
    ...['resources', 'resources-id', 'members', 'members-id', 'audit', 'checks', 'references', 'usage'],
  ];

  /** @param must it has to be there, however long the page takes; counts of use are written some seconds later */
  async function shows(page: BrowserPage, must: boolean): Promise<boolean> {
    for (let i = 0; i < (must ? 10 : 1); i++) {
      if (i > 0) await page.reload();
      const text = page.getByText('<img src=x onerror=').filter({ visible: true }).first();
      const found = await text.waitFor({ timeout: must ? 3_000 : 500 }).then(
        () => true,
        () => false,
      );
      if (found) return true;
    }
    return false;
  }

  it('is text on every page that shows it', async () => {
    const window = await AdminWindow.open(chromium, admin, 'olga', '/clients');
    const { page } = window;
    const pages = new SiteMap(page);
    const details = [`/clients/${clientId}`, `/users/${subject}`, `/references?reference=${reference}`];
    for (const address of ['/', '/clients', '/audit?search=img', '/checks?state=muted', ...details])
      pages.add(address);
    const problems: string[] = [];
    const showing: string[] = [];
    for (const [name, address] of pages) {
      await page.goto(admin.url + address);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('main .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
      if (await shows(page, MUST_SHOW.includes(name))) showing.push(name);
      await pages.explore();
      const ran = await page.evaluate(() => (globalThis as { ran?: unknown }).ran);
      if (ran !== undefined) problems.push(`${name}: the ${String(ran)} ran`);
      const injected = page.locator('img[src="x"], [onerror], body script:not([src])');
      if ((await injected.count()) > 0)
        problems.push(`${name}: ${await injected.first().evaluate((element) => element.outerHTML)}`);
      problems.push(...window.takeTroubles().map((trouble) => `${name}: ${trouble}`));
    }
    expect(problems).toEqual([]);
    // Otherwise nothing was tried.
    expect(showing).toEqual(expect.arrayContaining(MUST_SHOW));
    await window.close();
  }, 180_000);

  it('would not run even as an element: the policy blocks inline scripts, handlers and foreign ones', async () => {
    const window = await AdminWindow.open(chromium, admin, 'olga', `/clients/${clientId}`);
    const { page } = window;
    const blocked = await page.evaluate(async () => {
      const directives: string[] = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
        directives.push(effectiveDirective),
      );
      const inline = document.createElement('script');
      inline.textContent = 'window.ran = "inline"';
      const foreign = document.createElement('script');
      foreign.src = 'https://evil.example/x.js';
      const handler = document.createElement('div');
      handler.innerHTML =
        '<img src="data:," onerror="window.ran = 1"><iframe src="javascript:parent.ran=1"></iframe>';
      document.body.append(inline, foreign, handler);
      await new Promise((resolve) => setTimeout(resolve, 500));
      return { directives, ran: (globalThis as { ran?: unknown }).ran };
    });
    expect(blocked.ran).toBeUndefined();
    expect(new Set(blocked.directives)).toEqual(new Set(['script-src-elem', 'script-src-attr']));
    expect(window.takeTroubles().length).toBeGreaterThanOrEqual(3);
    await window.close();
  });
});

/** Values in an answer that the person is to keep. */
function shownIn(body: unknown): string[] {
  const { secret, value, link } = body as {
    secret?: { value?: string } | null;
    value?: unknown;
    link?: { url: string } | null;
    url?: string;
  };
  const { url } = (link ?? body) as { url?: string };
  const key = url && new URL(url).searchParams.values().next().value;
  return [secret?.value, value, key].filter(
    (each) => typeof each === 'string' && each.length > 20,
  ) as string[];
}
