import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent } from '@portcullis/oauth';
import { assertionForm, assertionOf, clientKey } from '../support/assertions.js';
import { DATABASES } from '../support/databases.js';
import { post } from '../support/flow.js';
import { TestServer } from '../support/test-server.js';
import { AdminApp, type AdminBrowser, type Answer } from './admin-app.js';

interface Client {
  readonly clientId: string;
  readonly name: string;
  readonly version: number;
  readonly disabledAt: string | null;
  readonly protected: boolean;
  readonly redirectUris: string[];
}
interface Created {
  readonly client: Client;
  readonly secret: { readonly id: string; readonly value: string; readonly prefix: string } | null;
}
interface Page {
  readonly items: Client[];
  readonly next: string | null;
}
type Secrets = readonly {
  readonly id: string;
  readonly prefix: string;
  readonly disabledAt: string | null;
}[];

const CODE = { name: 'x', redirectUris: ['https://a.example'] };
const KEYED = { ...CODE, tokenEndpointAuthMethod: 'private_key_jwt' };
const furtherProblems: [string, unknown, string[]][] = [
  ['private_key_jwt without keys', KEYED, ['jwks']],
  ['text for keys', { ...KEYED, jwks: 'x' }, ['jwks']],
  ['a list for keys', { ...KEYED, jwks: [] }, ['jwks']],
  ['keys that are no list', { ...KEYED, jwks: { keys: 1 } }, ['jwks']],
  [
    'a private key',
    { ...KEYED, jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'd' }] } },
    ['jwks'],
  ],
  ['a shared key', { ...KEYED, jwks: { keys: [{ kty: 'oct', k: 'k' }] } }, ['jwks']],
  ['keys over http', { ...KEYED, jwksUri: 'http://a.example/jwks' }, ['jwksUri']],
  ['a shared signature', { ...CODE, authSigningAlg: 'HS256' }, ['authSigningAlg']],
  ['text for a switch', { ...CODE, dpopBoundAccessTokens: 'true' }, ['dpopBoundAccessTokens']],
  ['null for a switch', { ...CODE, strictAssertionAudience: null }, ['strictAssertionAudience']],
  ['an unknown refresh policy', { ...CODE, refreshPolicy: 'keep' }, ['refreshPolicy']],
  ['reuse without bound tokens', { ...CODE, refreshPolicy: 'reuse' }, ['refreshPolicy']],
  [
    'reuse for a public client',
    { ...CODE, tokenEndpointAuthMethod: 'none', dpopBoundAccessTokens: true, refreshPolicy: 'reuse' },
    ['refreshPolicy'],
  ],
  [
    'a script to sign out to',
    { ...CODE, postLogoutRedirectUris: ['javascript:x'] },
    ['postLogoutRedirectUris'],
  ],
  ['a script to tell', { ...CODE, backchannelLogoutUri: 'javascript:x' }, ['backchannelLogoutUri']],
];

describe.each(DATABASES)('the clients of the admin API on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let browser: AdminBrowser;
  let subject: string;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    admin = await AdminApp.start(server);
    subject = await admin.addOwner('olga');
    browser = await admin.signIn('olga');
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });

  const machine = (name: string): Promise<Answer<Created>> =>
    browser.post('/api/clients', { name, grantTypes: ['client_credentials'], scopes: ['orders:read'] });

  /** Does the authorization server accept this secret? */
  async function works(clientId: string, secret: string): Promise<boolean> {
    const client = (await server.registry.get(clientId))!;
    const answer = await post(
      server,
      'token',
      { client, clientId, secret },
      { grant_type: 'client_credentials' },
    );
    return answer.status === 200;
  }

  it('registers a client that works, and shows its secret once', async () => {
    const { status, body, headers } = await machine('Nightly report');
    expect(status).toBe(201);
    expect(headers.get('cache-control')).toBe('no-store');
    const { clientId } = body.client;
    const { value, prefix } = body.secret!;
    expect(value.startsWith(prefix)).toBe(true);
    expect(await works(clientId, value)).toBe(true);

    const later = await Promise.all(
      [`/api/clients/${clientId}`, `/api/clients/${clientId}/secrets`, '/api/clients?search=Nightly'].map(
        (path) => browser.get(path),
      ),
    );
    const events = await server.database.findMany(AuditEvent, { clientId });
    expect(JSON.stringify([later, events])).not.toContain(value.slice(prefix.length));
    expect(admin.printed).not.toContain(value.slice(prefix.length));
    expect(events).toEqual([expect.objectContaining({ event: 'client.created', actor: subject })]);
  });

  it('gives a public client no secret', async () => {
    const answer = await browser.post<Created>('/api/clients', {
      name: 'Reader',
      tokenEndpointAuthMethod: 'none',
      redirectUris: ['https://reader.example/cb'],
    });
    expect(answer).toMatchObject({ status: 201, body: { secret: null } });
  });

  it('takes every further setting, shows it, and leaves it as it is when it is not named', async () => {
    const key = clientKey('ES256');
    const settings = {
      tokenEndpointAuthMethod: 'private_key_jwt',
      jwks: { keys: [key.jwk] },
      jwksUri: null,
      authSigningAlg: 'ES256',
      strictAssertionAudience: true,
      requirePushedAuthorizationRequests: true,
      dpopBoundAccessTokens: true,
      refreshPolicy: 'reuse',
      postLogoutRedirectUris: ['https://signed.example/out'],
      backchannelLogoutUri: 'https://signed.example/logout',
      backchannelLogoutSessionRequired: true,
    };
    const created = await browser.post<Created>('/api/clients', {
      name: 'Signed',
      redirectUris: ['https://signed.example/cb'],
      ...settings,
    });
    expect(created).toMatchObject({ status: 201, body: { secret: null, client: settings } });
    const { clientId } = created.body.client;
    const path = `/api/clients/${clientId}`;
    expect((await browser.get(path)).body).toMatchObject(settings);
    const renamed = await browser.call('PATCH', path, { name: 'Renamed' }, { 'if-match': '"1"' });
    expect(renamed).toMatchObject({ status: 200, body: settings });

    // It authenticates with that key; what it lacks is a proof of possession.
    const form = assertionForm(await assertionOf(server, clientId, key));
    const answer = await post(server, 'token', null, {
      ...form,
      grant_type: 'refresh_token',
      refresh_token: 'x',
    });
    expect(await answer.json()).toMatchObject({ error: 'invalid_dpop_proof' });

    const moved = { jwks: null, jwksUri: 'https://signed.example/jwks', authSigningAlg: null };
    expect(await browser.call('PATCH', path, moved, { 'if-match': '"2"' })).toMatchObject({
      status: 200,
      body: moved,
    });
    const events = await server.database.findMany(AuditEvent, { clientId }, { orderBy: 'at' });
    expect(events.at(-1)!.data).toMatchObject({
      before: { jwks: settings.jwks, jwksUri: null, authSigningAlg: 'ES256' },
      after: moved,
    });
  });

  it.each<[string, unknown, string[]]>([
    ['no name', {}, ['name']],
    ...furtherProblems,
    ['a number for a name', { name: 7 }, ['name']],
    ['an unknown field', { name: 'x', secretHash: 'x', id: 1 }, ['id', 'secretHash']],
    ['a wildcard', { name: 'x', redirectUris: ['https://*.example/cb'] }, ['redirectUris']],
    ['an object in a list', { name: 'x', redirectUris: [{ a: 1 }] }, ['redirectUris']],
    ['text for a list', { name: 'x', redirectUris: 'https://a.example' }, ['redirectUris']],
    ['an unknown format', { name: 'x', accessTokenFormat: 'xml' }, ['accessTokenFormat']],
    ['null for a switch', { name: 'x', firstParty: null }, ['firstParty']],
    [
      'a script as home page',
      { name: 'x', redirectUris: ['https://a.example'], uri: 'javascript:alert(1)' },
      ['uri'],
    ],
    [
      'a client id that is a user',
      { name: 'x', redirectUris: ['https://a.example'], clientId: 'USER' },
      ['clientId'],
    ],
    [
      'the password grant',
      { name: 'x', redirectUris: ['https://a.example'], grantTypes: ['password'] },
      ['grantTypes'],
    ],
    [
      'a script as audience',
      { name: 'x', redirectUris: ['https://a.example'], audiences: ['javascript:1'] },
      ['audiences'],
    ],
    [
      'a public client without PKCE',
      { name: 'x', redirectUris: ['https://a.example'], tokenEndpointAuthMethod: 'none', requirePkce: false },
      ['requirePkce'],
    ],
  ])('refuses %s and names the field', async (_, given, fields) => {
    const user = await server.users.findByUsername('olga');
    const body = JSON.parse(
      JSON.stringify(given).replace('"USER"', JSON.stringify(user!.subject)),
    ) as unknown;
    const before = await admin.count('oauth_client');
    const answer = await browser.post<{ error: string; fields: { field: string }[] }>('/api/clients', body);
    expect(answer.status).toBe(400);
    expect([...new Set(answer.body.fields.map(({ field }) => field))].sort()).toEqual(fields);
    expect(await admin.count('oauth_client')).toBe(before);
  });

  it.each([
    '[]',
    '"x"',
    'null',
    '{',
    '{"name":"x","__proto__":{"admin":true}}',
    '{"name":"x","constructor":{"a":1}}',
    ['['.repeat(5000), ']'.repeat(5000)].join(''),
    `${'{"name":'.repeat(5000)}1${'}'.repeat(5000)}`,
  ])('refuses the body %.40s', async (body) => {
    const response = await browser.visitor.request(`${admin.url}/api/clients`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': browser.csrfToken },
      body,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: expect.stringMatching(/^invalid_/),
      message: expect.any(String),
    });
  });

  it('refuses a client id that is taken', async () => {
    const input = { name: 'Twice', clientId: 'twice', grantTypes: ['client_credentials'] };
    expect((await browser.post('/api/clients', input)).status).toBe(201);
    expect(await browser.post('/api/clients', input)).toMatchObject({
      status: 400,
      body: { error: 'invalid_client_settings', fields: [{ field: 'clientId' }] },
    });
  });

  it('lists by name in pages that neither repeat nor skip', async () => {
    for (let i = 0; i < 7; i++) await machine(`Paged ${i}`);
    const names: string[] = [];
    let cursor: string | null = '';
    do {
      const query: URLSearchParams = new URLSearchParams({
        search: 'Paged',
        limit: '3',
        ...(cursor && { cursor }),
      });
      const { body }: Answer<Page> = await browser.get<Page>(`/api/clients?${query}`);
      names.push(...body.items.map(({ name }) => name));
      cursor = body.next;
    } while (cursor !== null);
    expect(names).toEqual([0, 1, 2, 3, 4, 5, 6].map((i) => `Paged ${i}`));
  });

  it.each([
    'limit=0',
    'limit=101',
    'limit=1e9',
    'limit=x',
    'limit=1&limit=2',
    'sort=name;DROP',
    'search[$ne]=x',
    'search=a&search=b',
  ])('refuses the query %s', async (query) => {
    const { status } = await browser.get(`/api/clients?${query}`);
    expect(status).toBe(400);
  });

  it.each(["'; DROP TABLE oauth_client; --", '%', '_', '\\', '<script>alert(1)</script>'])(
    'searches for %j as it is written',
    async (search) => {
      const { status, body } = await browser.get<Page>(`/api/clients?search=${encodeURIComponent(search)}`);
      expect(status).toBe(200);
      expect(body.items).toEqual([]);
    },
  );

  it('edits only what nobody has edited meanwhile', async () => {
    const { clientId } = (await machine('Edited')).body.client;
    const path = `/api/clients/${clientId}`;
    const tag = (await browser.get(path)).headers.get('etag')!;
    const edit = (name: string, headers: Record<string, string>) =>
      browser.call<Client>('PATCH', path, { name }, headers);
    expect(await edit('x', {})).toMatchObject({ status: 428, body: { error: 'precondition_required' } });
    const first = await edit('Edited once', { 'if-match': tag });
    expect(first).toMatchObject({ status: 200, body: { name: 'Edited once', version: 2 } });
    expect(first.headers.get('etag')).toBe('"2"');
    expect(await edit('Lost', { 'if-match': tag })).toMatchObject({
      status: 412,
      body: { error: 'stale_version' },
    });
    expect((await browser.get<Client>(path)).body.name).toBe('Edited once');
  });

  it('lets one of ten parallel edits win', async () => {
    const { clientId } = (await machine('Contested')).body.client;
    const edits = Array.from({ length: 10 }, (_, i) =>
      browser.call('PATCH', `/api/clients/${clientId}`, { name: `Contested ${i}` }, { 'if-match': '"1"' }),
    );
    const statuses = (await Promise.all(edits)).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
  });

  it('disables and enables a client, which the server obeys', async () => {
    const { client, secret } = (await machine('Switched')).body;
    expect(await works(client.clientId, secret!.value)).toBe(true);
    const off = await browser.post<Client>(`/api/clients/${client.clientId}/disable`);
    expect(off).toMatchObject({ status: 200, body: { disabledAt: expect.any(String) } });
    // The server's own view of a client may be a second old.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await works(client.clientId, secret!.value)).toBe(false);
    const on = await browser.post<Client>(`/api/clients/${client.clientId}/enable`);
    expect(on).toMatchObject({ status: 200, body: { disabledAt: null } });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await works(client.clientId, secret!.value)).toBe(true);
  });

  it('rotates a secret without downtime', async () => {
    const { client, secret } = (await machine('Rotated')).body;
    const path = `/api/clients/${client.clientId}/secrets`;
    const added = await browser.post<{ value: string }>(path, {
      name: 'Second',
      expiresAt: '2099-01-01T00:00:00Z',
    });
    expect(added).toMatchObject({ status: 201, body: { expiresAt: '2099-01-01T00:00:00.000Z' } });
    expect(await works(client.clientId, secret!.value)).toBe(true);
    expect((await browser.post(`${path}/${secret!.id}/disable`)).status).toBe(204);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await works(client.clientId, secret!.value)).toBe(false);
    expect(await works(client.clientId, added.body.value)).toBe(true);
    const { body } = await browser.get<Secrets>(path);
    expect(body.map(({ disabledAt }) => disabledAt !== null)).toEqual([true, false]);
  });

  it.each<[string, unknown]>([
    ['no name', {}],
    ['a day that does not exist', { name: 'x', expiresAt: '2030-02-30T00:00:00Z' }],
    ['a number', { name: 'x', expiresAt: 1 }],
    ['its own value', { name: 'x', value: 'chosen' }],
  ])('adds no secret with %s', async (_, body) => {
    expect((await browser.post('/api/clients/portcullis-admin/secrets', body)).status).toBe(400);
  });

  it.each([
    ['GET', ''],
    ['PATCH', ''],
    ['POST', '/disable'],
    ['POST', '/enable'],
    ['GET', '/secrets'],
    ['POST', '/secrets'],
    ['POST', '/secrets/01890000-0000-7000-8000-000000000000/disable'],
  ])('does not know %s /api/clients/nobody%s', async (method, rest) => {
    const body = rest === '/secrets' && method === 'POST' ? { name: 'x' } : method === 'GET' ? undefined : {};
    const answer = await browser.call(method, `/api/clients/nobody${rest}`, body, { 'if-match': '"1"' });
    expect(answer).toMatchObject({ status: 404, body: { error: 'not_found' } });
  });

  it.each(['PORTCULLIS-ADMIN', 'portcullis-admin ', 'pörtcullis-admin'])(
    'tells %j from its own id',
    async (id) => {
      expect((await browser.get(`/api/clients/${encodeURIComponent(id)}`)).status).toBe(404);
    },
  );

  it("protects the admin app's own registration", async () => {
    const path = '/api/clients/portcullis-admin';
    const own = await browser.get<Client>(path);
    expect(own.body.protected).toBe(true);
    const protectedClient = { status: 409, body: { error: 'protected_client' } };
    expect(await browser.post(`${path}/disable`)).toMatchObject(protectedClient);
    const match = { 'if-match': own.headers.get('etag')! };
    expect(
      await browser.call('PATCH', path, { redirectUris: ['https://x.example/cb'] }, match),
    ).toMatchObject(protectedClient);
    const { body: secrets } = await browser.get<Secrets>(`${path}/secrets`);
    expect(await browser.post(`${path}/secrets/${secrets[0]!.id}/disable`)).toMatchObject(protectedClient);
    expect(await browser.call('PATCH', path, { name: 'Console' }, match)).toMatchObject({ status: 200 });
  });
});
