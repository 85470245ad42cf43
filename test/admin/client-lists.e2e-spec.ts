import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../support/databases.js';
import { obtainTokens } from '../support/flow.js';
import { ACTOR, TestServer } from '../support/test-server.js';
import { AdminApp, type AdminBrowser, type Answer } from './admin-app.js';

interface Item {
  readonly clientId: string;
  readonly name: string;
  readonly applicationType: string;
  readonly disabledAt: string | null;
  readonly nextSecretExpiry: string | null;
  readonly lastAuthorizedAt: string | null;
}
interface Page {
  readonly items: Item[];
  readonly next: string | null;
  readonly total: number;
}
interface Bulk {
  readonly count: number;
  readonly done: number;
  readonly failed: { key: string; reason: string }[];
}

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';

describe.each(DATABASES)('the list of clients in the admin API on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let olga: AdminBrowser;
  let max: AdminBrowser;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    olga = await admin.signIn('olga');
    const of = (name: string, input = {}) =>
      server.register({ name, clientId: name.toLowerCase(), ...input });
    await of('Alpha');
    await of('Beta', { tokenEndpointAuthMethod: 'none' });
    await of('Gamma', { tokenEndpointAuthMethod: 'none', redirectUris: ['com.gamma.app:/cb'] });
    await of('Delta', { grantTypes: ['client_credentials'], redirectUris: [], firstParty: true });
    await of('Epsilon', { tokenEndpointAuthMethod: 'none', grantTypes: [DEVICE], redirectUris: [] });
    await of('Zeta', { grantTypes: [], redirectUris: [], mayIntrospect: true });
    await server.registry.setDisabled('zeta', true, ACTOR);
    await admin.addMember('max', 'client_manager', ['alpha']);
    max = await admin.signIn('max');
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });

  const list = async (query: string, browser = olga): Promise<Page> => {
    const answer = await browser.get<Page>(`/api/clients?${query}`);
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const names = async (query: string): Promise<string[]> =>
    (await list(query)).items.map(({ name }) => name).filter((name) => name !== 'Portcullis Admin');
  const bulk = (
    action: string,
    body: unknown,
    browser = olga,
  ): Promise<Answer<Bulk & { readonly error?: string }>> => browser.post(`/api/bulk/clients/${action}`, body);

  it('12 lists: what each client is follows from its settings', async () => {
    const { items } = await list('limit=100');
    expect(
      Object.fromEntries(items.map(({ clientId, applicationType }) => [clientId, applicationType])),
    ).toEqual({
      alpha: 'web',
      beta: 'spa',
      gamma: 'native',
      delta: 'machine',
      epsilon: 'device',
      zeta: 'api',
      'portcullis-admin': 'web',
    });
  });

  it.each([
    ['type=spa', ['Beta']],
    ['type=spa&type=native', ['Beta', 'Gamma']],
    ['status=disabled', ['Zeta']],
    ['status=active&type=api', []],
    ['grant=client_credentials', ['Delta']],
    [`grant=${encodeURIComponent(DEVICE)}&grant=client_credentials`, ['Delta', 'Epsilon']],
    ['party=first&type=machine', ['Delta']],
    ['search=com.gamma.app:/', ['Gamma']],
    ['search=gam', ['Gamma']],
    ['search=beta', ['Beta']],
    ['sort=-name&type=spa&type=native', ['Gamma', 'Beta']],
    ['sort=created', ['Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon', 'Zeta']],
    ['sort=-clientId&search=eta', ['Zeta', 'Beta']],
    ['sort=-updated&status=disabled', ['Zeta']],
  ])('12 lists: %s finds %j', async (query, expected) => expect(await names(query)).toEqual(expected));

  it.each([
    'type=x',
    'status=active&status=',
    'grant=password',
    'party=second',
    'sort=digest',
    'type[a]=web',
  ])('12 lists: refuses %s', async (query) =>
    expect((await olga.get(`/api/clients?${query}`)).status).toBe(400),
  );

  it('12 lists: pages follow the order that was asked for', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    do {
      const page: Page = await list(`sort=-created&limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.next;
    } while (cursor !== null);
    expect(seen).toEqual((await list('sort=created')).items.map(({ name }) => name).reverse());
  });

  it('12 lists: says when the next secret expires, and when somebody last signed in', async () => {
    await server.addUser('alice');
    const client = await server.register({ name: 'Theta', clientId: 'theta' });
    const soon = Date.now() + 86_400_000;
    await server.registry.addSecret('theta', { name: 'Later', expiresAt: soon + 1000 }, ACTOR);
    const first = await server.registry.addSecret('theta', { name: 'Soon', expiresAt: soon }, ACTOR);
    await obtainTokens(server, client);
    const [item] = (await list('search=theta')).items;
    expect(item).toMatchObject({
      clientId: 'theta',
      nextSecretExpiry: new Date(soon).toISOString(),
      lastAuthorizedAt: expect.stringMatching(/^20/),
    });
    await server.registry.setSecretDisabled('theta', first.id, true, ACTOR);
    const [after] = (await list('search=theta')).items;
    expect(after!.nextSecretExpiry).toBe(new Date(soon + 1000).toISOString());
  });

  it('12 lists: disables all that match after a dry run, and says what stayed', async () => {
    for (let i = 0; i < 25; i++) await server.register({ name: `Batch ${i}`, clientId: `batch-${i}` });
    const matching = { search: 'Batch', type: ['web'] };
    expect(await bulk('disable', { matching, dryRun: true })).toMatchObject({
      status: 200,
      body: { count: 25, done: 0, failed: [] },
    });
    expect(await names('search=Batch&status=disabled')).toEqual([]);
    expect(await bulk('disable', { matching })).toMatchObject({ body: { count: 25, done: 25, failed: [] } });
    expect((await list('search=Batch&status=disabled')).total).toBe(25);
    const keys = ['batch-1', 'nobody', 'portcullis-admin'];
    const { body } = await bulk('disable', { keys });
    expect(body).toMatchObject({ count: 3, done: 1 });
    expect(body.failed).toEqual(
      expect.arrayContaining([
        { key: 'portcullis-admin', reason: 'protected_client' },
        { key: 'nobody', reason: 'not_found' },
      ]),
    );
    expect((await bulk('enable', { matching })).body.done).toBe(25);
    expect((await bulk('delete', { matching })).body).toMatchObject({ done: 25, failed: [] });
    expect((await list('search=Batch')).total).toBe(0);
    const [row] = await admin.query(
      "SELECT COUNT(*) AS n FROM oauth_audit_event WHERE event = 'client.deleted'",
    );
    expect(Number(row!['n'])).toBe(25);
  });

  it.each([
    {},
    { keys: ['a'], matching: {} },
    { keys: 'a' },
    { keys: [1] },
    { matching: { type: ['x'] } },
    { matching: 1 },
    [],
  ])('12 lists: does nothing in bulk for %j', async (body) =>
    expect((await bulk('disable', body)).status).toBe(400),
  );

  it('15 roles: somebody who is limited changes their own clients alone, and is assigned what they register', async () => {
    expect((await bulk('disable', { keys: ['alpha', 'beta'] }, max)).body).toEqual({
      count: 2,
      done: 1,
      failed: [{ key: 'beta', reason: 'not_assigned' }],
    });
    expect((await bulk('enable', { matching: {} }, max)).body).toEqual({ count: 1, done: 1, failed: [] });
    const created = await max.post<{ client: Item }>('/api/clients', {
      name: 'Of Max',
      redirectUris: ['https://max.example/cb'],
    });
    expect(created.status).toBe(201);
    const { clientId } = created.body.client;
    expect((await max.post(`/api/clients/${clientId}/disable`)).status).toBe(200);
    expect((await max.post('/api/clients/beta/disable')).status).toBe(403);
    expect((await olga.call('DELETE', `/api/clients/${clientId}`)).status).toBe(200);
    const left = await admin.query('SELECT client_id FROM admin_client_assignment');
    expect(left.map((row) => String(row['client_id']))).toEqual(['alpha']);
  });
});
