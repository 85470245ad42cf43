import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent } from '@portcullis/oauth';
import { setTimeout as delay } from 'node:timers/promises';
import { openAccount, textOf } from '../support/account.js';
import { DATABASES } from '../support/databases.js';
import { allow, authorizeUrl, obtainTokens, signIn } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { ACTOR, TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';
import { AdminApp, type AdminBrowser, type Answer } from './admin-app.js';

interface Scope {
  readonly name: string;
  readonly title: Record<string, string>;
  readonly description: Record<string, string>;
  readonly claims: string[];
  readonly sensitive: boolean;
  readonly default: boolean;
  readonly source: string;
  readonly usedBy: number;
  readonly version: number;
}

interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
  readonly total: number;
  readonly more: boolean;
}

const INVOICES = {
  name: 'invoices:read',
  title: { en: 'Read your invoices', 'zh-CN': '查看您的发票' },
  description: { en: 'Of the last ten years.', 'zh-CN': '最近十年的发票。' },
  claims: ['department'],
  sensitive: true,
  default: true,
};

describe.each(DATABASES)('scopes and resources in the admin app, on %s', (database) => {
  let server: TestServer;
  let second: TestServer;
  let admin: AdminApp;
  let olga: AdminBrowser;
  let client: RegisteredClient;

  beforeAll(async () => {
    const scopes = {
      'orders:read': { title: 'See your orders', translations: { 'zh-CN': { title: '查看您的订单' } } },
    };
    server = await TestServer.start({ database, options: { scopes } });
    const { issuer, storage } = server;
    second = await TestServer.start({ database, storage, options: { issuer, scopes } });
    // First: the admin app counts as it starts, and a count is two seconds old at most.
    client = await server.register({
      name: 'Acme Books',
      scopes: ['openid', 'profile', 'orders:read', 'invoices:read'],
    });
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    olga = await admin.signIn('olga');
    await server.addUser('alice', { department: 'Accounts' });
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await second.close();
    await server.close();
  });

  const list = async (query = ''): Promise<Page<Scope>> =>
    (await olga.get<Page<Scope>>(`/api/scopes${query}`)).body;
  const patch = (name: string, version: number, body: object, who = olga): Promise<Answer<Scope>> =>
    who.call<Scope>('PATCH', `/api/scopes/${encodeURIComponent(name)}`, body, { 'if-match': `"${version}"` });
  const remove = (name: string, version: number, query = ''): Promise<Answer> =>
    olga.call('DELETE', `/api/scopes/${encodeURIComponent(name)}${query}`, undefined, {
      'if-match': `"${version}"`,
    });
  const supported = async (at: TestServer): Promise<Record<string, string[]>> =>
    (await (await fetch(`${at.listening}/.well-known/openid-configuration`)).json()) as Record<
      string,
      string[]
    >;
  const consent = async (language: string): Promise<string> => {
    const visitor = new Visitor();
    const address = authorizeUrl(server, client, pkce(), {
      scope: 'openid invoices:read orders:read',
      ui_locales: language,
      prompt: 'consent',
    });
    return (await signIn(visitor, await visitor.visit(address))).html;
  };
  const events = async (event: string): Promise<AuditEvent[]> =>
    server.database.findMany(AuditEvent, { event }, { orderBy: 'id' });

  it('lists built-in ones and those of the configuration, which cannot be edited', async () => {
    const { items, total, more, next } = await list();
    expect([total, more, next]).toEqual([7, false, null]);
    expect(items.map(({ name, source }) => `${name} ${source}`)).toEqual([
      ...['address built-in', 'email built-in', 'offline_access built-in', 'openid built-in'],
      ...['orders:read configuration', 'phone built-in', 'profile built-in'],
    ]);
    expect(items.find(({ name }) => name === 'orders:read')).toEqual({
      name: 'orders:read',
      title: { en: 'See your orders', 'zh-CN': '查看您的订单' },
      description: { en: '', 'zh-CN': '' },
      claims: [],
      sensitive: false,
      default: false,
      source: 'configuration',
      usedBy: 1,
      version: 0,
      updatedAt: null,
    });
    const openid = items.find(({ name }) => name === 'openid')!;
    expect(openid.title['zh-CN']).toMatch(/\p{Script=Han}/u);
    expect(items.find(({ name }) => name === 'email')!.claims).toEqual(['email', 'email_verified']);
    for (const name of ['openid', 'orders:read']) {
      expect((await patch(name, 0, { sensitive: true })).status).toBe(404);
      expect((await remove(name, 0)).status).toBe(404);
      expect(await olga.post('/api/scopes', { ...INVOICES, name })).toMatchObject({
        status: 400,
        body: { error: 'invalid_scope_settings', fields: [{ field: 'name' }] },
      });
    }
  });

  it('a new one is on the consent page within a second, in both languages, and in the metadata', async () => {
    expect(await consent('en')).toContain('>invoices:read<');
    const { status, body } = await olga.post<Scope>('/api/scopes', INVOICES);
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...INVOICES, source: 'database', usedBy: 1, version: 1 });
    await delay(1_000);
    const english = await consent('en');
    expect(textOf(english)).toContain('Read your invoices sensitive');
    expect(english).toContain('Of the last ten years.');
    const chinese = await consent('zh-CN');
    expect(chinese).toContain('查看您的发票');
    expect(chinese).toContain('最近十年的发票。');
    expect(chinese).toContain('敏感');
    for (const at of [server, second]) {
      const document = await supported(at);
      expect(document['scopes_supported']).toEqual(expect.arrayContaining(['orders:read', 'invoices:read']));
      expect(document['claims_supported']).toContain('department');
      expect(document).not.toHaveProperty('protected_resources');
    }
    expect((await events('scope.created'))[0]!.data).toMatchObject({ scope: 'invoices:read' });
  });

  it('it stands in the connected apps, and its claims at the userinfo endpoint', async () => {
    const tokens = await obtainTokens(server, client, { scope: 'openid invoices:read' });
    const { page } = await openAccount(server, 'account/apps');
    expect(textOf(page.html)).toContain('Read your invoices');
    const userinfo = async (token: string): Promise<unknown> =>
      (await fetch(server.url('userinfo'), { headers: { authorization: `Bearer ${token}` } })).json();
    expect(await userinfo(tokens.access_token)).toMatchObject({ department: 'Accounts' });
    const without = await obtainTokens(server, client, { scope: 'openid orders:read' });
    expect(await userinfo(without.access_token)).not.toHaveProperty('department');
  });

  it('edits need the version that was read, and one of two wins', async () => {
    const { body, headers } = await olga.get<Scope>('/api/scopes/invoices%3Aread');
    expect(headers.get('etag')).toBe('"1"');
    expect((await olga.call('PATCH', '/api/scopes/invoices%3Aread', { sensitive: false })).status).toBe(428);
    const title = { en: 'See your invoices', 'zh-CN': '' };
    const answers = await Promise.all([
      patch(body.name, 1, { title }),
      patch(body.name, 1, { sensitive: false }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await patch(body.name, 2, { title, sensitive: true })).body).toMatchObject({ title, version: 3 });
    const [event] = (await events('scope.updated')).slice(-1);
    expect(event!.data).toMatchObject({ scope: 'invoices:read', after: expect.anything() });
    expect(JSON.stringify(event!.data)).not.toContain('ten years');
    await delay(1_000);
    // A language that is missing falls back to English as a whole.
    expect(await consent('zh-CN')).toContain('See your invoices');
    expect(await consent('zh-CN')).toContain('Of the last ten years.');
  });

  it.each([
    ['a name with a space', { name: 'a b' }, 'name'],
    ['a name with a quotation mark', { name: 'a"b' }, 'name'],
    ['no English title', { title: { en: ' ', 'zh-CN': '发票' } }, 'title.en'],
    ['a title of two lines', { title: { en: 'Read\nall', 'zh-CN': '' } }, 'title.en'],
    ['a title that turns the text around', { title: { en: 'Read \u202Ella', 'zh-CN': '' } }, 'title.en'],
    ['a title that is too long', { title: { en: 'a'.repeat(101), 'zh-CN': '' } }, 'title.en'],
    ['a claim of the protocol', { claims: ['sub'] }, 'claims'],
    ['a claim that is none', { claims: ['a b'] }, 'claims'],
    ['another language', { title: { en: 'x', 'zh-CN': '', de: 'y' } }, undefined],
    ['a text that is none', { title: 'x' }, undefined],
    ['a name that exists', { name: 'invoices:read' }, 'name'],
  ])('refuses %s', async (_, change, field) => {
    const { status, body } = await olga.post('/api/scopes', { ...INVOICES, name: 'x:y', ...change });
    expect(status).toBe(400);
    if (field)
      expect(body).toMatchObject({ fields: expect.arrayContaining([expect.objectContaining({ field })]) });
  });

  it('is searched, narrowed, sorted and paged', async () => {
    const names = async (query: string): Promise<string[]> =>
      (await list(query)).items.map(({ name }) => name);
    expect(await names('?search=INVOICE')).toEqual(['invoices:read']);
    expect(await names(`?search=${encodeURIComponent('订单')}`)).toEqual(['orders:read']);
    expect(await names('?source=database')).toEqual(['invoices:read']);
    expect(await names('?source=database&source=configuration')).toEqual(['invoices:read', 'orders:read']);
    expect((await names('?sort=-usedBy'))[0]).toBe('openid');
    const all: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Page<Scope> = await list(`?limit=3&sort=-name${cursor && `&cursor=${cursor}`}`);
      all.push(...page.items.map(({ name }) => name));
      cursor = page.next;
    }
    expect(all).toEqual((await names('')).toReversed());
    for (const query of ['?sort=title', '?source=elsewhere', '?limit=101', '?x=1']) {
      expect((await olga.get(`/api/scopes${query}`)).status).toBe(400);
    }
  });

  it('one that a client has is not deleted, unless it is taken from the clients too', async () => {
    const { version } = (await olga.get<Scope>('/api/scopes/invoices%3Aread')).body;
    expect(await remove('invoices:read', version)).toMatchObject({
      status: 409,
      body: { error: 'still_used' },
    });
    expect((await remove('invoices:read', version - 1, '?fromClients=true')).status).toBe(412);
    // Nothing of a refused deletion has happened.
    expect((await server.registry.get(client.clientId))!.scopes).toContain('invoices:read');
    expect((await remove('invoices:read', version, '?fromClients=true')).status).toBe(204);
    const after = (await server.registry.get(client.clientId))!;
    expect(after.scopes).toEqual(['openid', 'profile', 'orders:read']);
    expect(after.version).toBe(client.client.version + 1);
    const [edited] = await events('client.updated');
    expect(edited).toMatchObject({ clientId: client.clientId });
    expect((await events('scope.deleted'))[0]!.data).toMatchObject({
      scope: 'invoices:read',
      clients: [client.clientId],
    });
    expect((await olga.get('/api/scopes/invoices%3Aread')).status).toBe(404);
    await delay(1_000);
    expect((await supported(server))['scopes_supported']).not.toContain('invoices:read');
  });

  it('counts and deletes exactly, whatever else is named alike', async () => {
    for (const name of ['files:read', 'FILES:read', 'files:read_all', 'files:%']) {
      expect((await olga.post('/api/scopes', { ...INVOICES, name })).status).toBe(201);
    }
    await server.register({ name: 'One', scopes: ['FILES:read', 'files:read_all'] });
    await delay(2_000);
    const counts = Object.fromEntries(
      (await list('?search=files')).items.map(({ name, usedBy }) => [name, usedBy]),
    );
    expect(counts).toEqual({ 'files:read': 0, 'FILES:read': 1, 'files:read_all': 1, 'files:%': 0 });
    for (const name of ['files:read', 'files:%']) expect((await remove(name, 1)).status).toBe(204);
    for (const name of ['FILES:read', 'files:read_all']) expect((await remove(name, 1)).status).toBe(409);
  });

  it('an unknown scope stays free: a client may have it, and users read its name', async () => {
    const free = await server.register({ scopes: ['openid', 'nobody:knows'] });
    const visitor = new Visitor();
    const page = await signIn(
      visitor,
      await visitor.visit(authorizeUrl(server, free, pkce(), { scope: 'openid nobody:knows' })),
    );
    expect(page.html).toContain('nobody:knows');
    expect((await allow(visitor, page)).left).toBe(true);
  });

  describe('resources', () => {
    const ORDERS = { audience: 'https://orders.example', name: 'Orders', scopes: ['FILES:read'] };
    interface Resource {
      readonly id: string;
      readonly version: number;
      readonly scopes: string[];
    }

    it('are written, listed, advertised, and edited by whoever has read them', async () => {
      const { status, body } = await olga.post<Resource>('/api/resources', ORDERS);
      expect([status, body]).toMatchObject([201, { ...ORDERS, description: '', usedBy: 0, version: 1 }]);
      expect(await olga.post('/api/resources', ORDERS)).toMatchObject({
        status: 400,
        body: { fields: [{ field: 'audience' }] },
      });
      await delay(1_000);
      // RFC 9728 section 4
      expect((await supported(second))['protected_resources']).toEqual(['https://orders.example']);
      const address = `/api/resources/${body.id}`;
      const edit = (version: number) =>
        olga.call<Resource>('PATCH', address, { description: 'All orders.' }, { 'if-match': `"${version}"` });
      expect((await edit(1)).body).toMatchObject({ ...ORDERS, description: 'All orders.', version: 2 });
      expect((await edit(1)).status).toBe(412);
      expect((await olga.call('PATCH', address, {})).status).toBe(428);
      const found = await olga.get<Page<Resource>>('/api/resources?search=orders.ex');
      expect(found.body).toMatchObject({ total: 1, items: [{ id: body.id }] });
      expect((await olga.get('/api/resources/nonsense')).status).toBe(404);
    });

    it('are not deleted while a client has them', async () => {
      const { items } = (await olga.get<Page<Resource>>('/api/resources')).body;
      const [{ id, version } = { id: '', version: 0 }] = items;
      const machine = await server.register({ audiences: [ORDERS.audience] });
      const end = (): Promise<Answer> =>
        olga.call('DELETE', `/api/resources/${id}`, undefined, { 'if-match': `"${version}"` });
      expect(await end()).toMatchObject({ status: 409, body: { error: 'still_used' } });
      const { version: clientVersion } = machine.client;
      await server.registry.update(machine.clientId, clientVersion, { audiences: [] }, ACTOR);
      expect((await end()).status).toBe(204);
      expect((await end()).status).toBe(404);
      for (const kind of ['created', 'updated', 'deleted']) {
        expect(await events(`resource.${kind}`)).toHaveLength(1);
      }
    });

    it.each(['orders', 'ftp://x.example', 'https://x.example/#a', `https://x.example/${'a'.repeat(500)}`])(
      'are not named %s',
      async (audience) => {
        expect((await olga.post('/api/resources', { ...ORDERS, audience })).status).toBe(400);
      },
    );
  });

  it('everybody may look; owners and client managers without limits may write', async () => {
    const roles: [string, readonly string[] | undefined, boolean][] = [
      ['client_manager', undefined, true],
      ['client_manager', [client.clientId], false],
      ['support', undefined, false],
      ['key_manager', undefined, false],
      ['auditor', undefined, false],
      ['viewer', undefined, false],
    ];
    for (const [role, clients, mayWrite] of roles) {
      const username = `${role}${clients ? '-limited' : ''}`;
      await admin.addMember(username, role, clients);
      const browser = await admin.signIn(username);
      for (const path of ['/api/scopes', '/api/resources']) {
        expect((await browser.get(path)).status).toBe(200);
        expect((await browser.post(path, {})).status).toBe(mayWrite ? 400 : 403);
      }
      expect((await patch('FILES:read', 1, { sensitive: true }, browser)).status).toBe(mayWrite ? 200 : 403);
    }
  }, 120_000);
});
