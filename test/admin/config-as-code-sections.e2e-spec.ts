import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  applicationTypeOf,
  AuditEvent,
  DEFAULT_SETTINGS,
  Resource,
  Scope,
  type Client,
  type ClientSettings,
} from '@portcullis/oauth';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientKey } from '../support/assertions.js';
import { DATABASES } from '../support/databases.js';
import { TestServer } from '../support/test-server.js';
import { AdminApp, runAdminCommand, type AdminBrowser } from './admin-app.js';

// Every command is a process of its own, and a busy machine takes its time to start one.
jest.setTimeout(120_000);

/** No setting as it is by default. */
const EVERY: ClientSettings = {
  name: 'Every setting',
  applicationType: 'native',
  description: 'Has everything.',
  owner: 'Platform team',
  tokenEndpointAuthMethod: 'client_secret_post',
  grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
  redirectUris: ['https://every.example/cb', 'com.example.every:/cb'],
  scopes: ['openid', 'invoices:read'],
  audiences: ['https://invoices.example', 'urn:example:ledger'],
  accessTokenFormat: 'opaque',
  accessTokenAlg: 'RS256',
  idTokenAlg: 'ES256',
  accessTokenSeconds: 120,
  refreshTokenSeconds: 86_400,
  idTokenSeconds: 60,
  requirePkce: false,
  firstParty: true,
  mayIntrospect: true,
  uri: 'https://every.example',
  logoUri: 'https://every.example/logo.png',
  tosUri: 'https://every.example/terms',
  policyUri: 'https://every.example/privacy',
  initiateLoginUri: 'https://every.example/login',
  accent: '#364fc7',
  jwks: { keys: [clientKey().jwk] },
  jwksUri: 'https://every.example/keys',
  authSigningAlg: 'EdDSA',
  strictAssertionAudience: true,
  requirePushedAuthorizationRequests: true,
  dpopBoundAccessTokens: true,
  refreshPolicy: 'reuse',
  postLogoutRedirectUris: ['https://every.example/signed-out'],
  backchannelLogoutUri: 'https://every.example/logout',
  backchannelLogoutSessionRequired: true,
};

const settingsOf = (client: Client): object =>
  Object.fromEntries(Object.keys(EVERY).map((name) => [name, client[name as keyof Client]]));

const DOCUMENT = `version: 1
scopes:
  - name: invoices:read
    title: {en: Read your invoices, zh-CN: 查看您的发票}
    claims: [department]
    sensitive: true
    default: true
  - name: invoices:write
    title: {en: Write invoices}
resources:
  - audience: https://invoices.example
    name: Invoices
    description: Of the last ten years.
    scopes: [invoices:read, invoices:write]
  - audience: urn:example:ledger
    name: Ledger
clients:
  - clientId: books
    name: Books
    grantTypes: [client_credentials]
    scopes: [invoices:read]
    audiences: [https://invoices.example]
`;

describe.each(DATABASES)('30 API parity: every section of the document, on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let owner: AdminBrowser;
  let folder: string;

  beforeAll(async () => {
    const scopes = { 'orders:read': { title: 'See your orders' } };
    server = await TestServer.start({ database, options: { scopes } });
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    owner = await admin.signIn('olga');
    folder = mkdtempSync(join(tmpdir(), 'portcullis-config-'));
    // The playground makes its own when somebody opens it.
    await server.register({ clientId: 'portcullis-playground', name: 'Playground', scopes: ['openid'] });
  }, 120_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await admin.close();
    await server.close();
  });

  const tool = (args: string[], expected = 0): Promise<string> =>
    runAdminCommand('config-file.js', args, { DATABASE_URL: server.storage.url }, { expected });
  const file = (text: string): string => {
    const path = join(folder, 'document.yaml');
    writeFileSync(path, text);
    return path;
  };
  const exported = async (): Promise<Record<string, unknown>> =>
    JSON.parse(await tool(['export', '--format', 'json'])) as Record<string, unknown>;
  const eventsOf = async (filter: Partial<AuditEvent>): Promise<string[]> =>
    (await server.database.findMany(AuditEvent, filter, { orderBy: 'id' })).map(({ event }) => event);

  it('brings back a client with every setting it had', async () => {
    expect(Object.keys(EVERY).sort()).toEqual(['name', ...Object.keys(DEFAULT_SETTINGS)].sort());
    for (const [name, value] of Object.entries(DEFAULT_SETTINGS)) {
      expect([name, EVERY[name as keyof ClientSettings]]).not.toEqual([name, value]);
    }
    expect(EVERY.applicationType).not.toBe(applicationTypeOf(EVERY));
    await server.register({ ...EVERY, clientId: 'every', disabled: true });

    for (const format of ['yaml', 'json']) {
      const path = join(folder, `every.${format}`);
      await tool(['export', '--format', format, '--file', path]);
      expect(readFileSync(path, 'utf8')).not.toMatch(/portcullis-(admin|playground)/);
      expect(await tool(['import', file('version: 1\nclients: []\n'), '--prune'])).toBe(
        '- client every\n    "Every setting" is not in the document\n1 to change, 0 unchanged\n',
      );
      expect(await server.registry.get('every')).toBeNull();

      expect(await tool(['import', path])).toContain('+ client every\n    name: "Every setting"\n');
      const client = (await server.registry.get('every'))!;
      expect(settingsOf(client)).toEqual(EVERY);
      expect(client).toMatchObject({ version: 1, disabledAt: expect.any(Number) });
      expect(await tool(['import', path, '--dry-run'])).toBe('0 to change, 1 unchanged\n');
    }
    expect((await eventsOf({ clientId: 'every', actor: 'import' })).slice(0, 3)).toEqual([
      'client.deleted',
      'client.created',
      'client.disabled',
    ]);
    await tool(['import', file('version: 1\nclients: []\n'), '--prune']);
  });

  it('makes scopes, then resources, then clients, and has nothing to do then', async () => {
    const dry = await owner.post('/api/config/import?dryRun=true', { document: DOCUMENT });
    expect(dry.body).toMatchObject({
      changes: [
        { noun: 'scope', kind: 'create', id: 'invoices:read' },
        {
          noun: 'scope',
          kind: 'create',
          id: 'invoices:write',
          lines: ['title: {"en":"Write invoices","zh-CN":""}'],
        },
        { noun: 'resource', kind: 'create', id: 'https://invoices.example' },
        { noun: 'resource', kind: 'create', id: 'urn:example:ledger', lines: ['name: "Ledger"'] },
        { noun: 'client', kind: 'create', id: 'books' },
      ],
      unchanged: 0,
    });
    expect(await server.database.findMany(Scope, {})).toEqual([]);
    expect((await owner.post('/api/config/import', { document: DOCUMENT })).body).toEqual(dry.body);
    expect(await tool(['import', file(DOCUMENT), '--prune'])).toBe('0 to change, 5 unchanged\n');
    expect(await eventsOf({ event: 'scope.created' })).toHaveLength(2);
    expect(await eventsOf({ event: 'resource.created' })).toHaveLength(2);
    expect(await server.database.find(Scope, { name: 'invoices:read' })).toMatchObject({
      description: { en: '', 'zh-CN': '' },
      isDefault: true,
    });
  });

  it('exports what people wrote, not what is built in or configured', async () => {
    expect(await exported()).toEqual({
      version: 1,
      clients: [
        {
          clientId: 'books',
          name: 'Books',
          grantTypes: ['client_credentials'],
          scopes: ['invoices:read'],
          audiences: ['https://invoices.example'],
        },
      ],
      scopes: [
        {
          name: 'invoices:read',
          title: { en: 'Read your invoices', 'zh-CN': '查看您的发票' },
          claims: ['department'],
          sensitive: true,
          default: true,
        },
        { name: 'invoices:write', title: { en: 'Write invoices', 'zh-CN': '' } },
      ],
      resources: [
        {
          audience: 'https://invoices.example',
          name: 'Invoices',
          description: 'Of the last ten years.',
          scopes: ['invoices:read', 'invoices:write'],
        },
        { audience: 'urn:example:ledger', name: 'Ledger' },
      ],
    });
  });

  it('changes what differs, each thing as one unit', async () => {
    const changed = DOCUMENT.replace('sensitive: true', 'sensitive: false')
      .replace('name: Ledger', 'name: General ledger')
      .replace('name: Books', 'name: Books anew\n    disabled: true');
    expect(await tool(['import', file(changed)])).toBe(`~ scope invoices:read
    sensitive: true → false
~ resource urn:example:ledger
    name: "Ledger" → "General ledger"
~ client books
    name: "Books" → "Books anew"
    disabled: false → true
3 to change, 2 unchanged
`);
    expect(await server.database.find(Scope, { name: 'invoices:read' })).toMatchObject({ version: 2 });
    expect(await server.registry.get('books')).toMatchObject({ name: 'Books anew', version: 2 });
    expect(await eventsOf({ clientId: 'books' })).toEqual([
      'client.created',
      'client.updated',
      'client.disabled',
    ]);
    const [event] = await server.database.findMany(AuditEvent, { event: 'resource.updated' });
    expect(event).toMatchObject({
      actor: 'import',
      data: { before: { name: 'Ledger' }, after: { name: 'General ledger' } },
    });
    await tool(['import', file(DOCUMENT)]);
    expect(await server.registry.get('books')).toMatchObject({ version: 3, disabledAt: null });
  });

  it.each<[string, string, string[]]>([
    [
      'a scope',
      DOCUMENT.replace(/ {2}- name: invoices:read\n(?: {4}.*\n)+/, ''),
      [
        'resources[0].scopes (line 9): The scope "invoices:read" would be deleted',
        'clients[0].scopes (line 16): The scope "invoices:read" would be deleted',
      ],
    ],
    [
      'a resource',
      DOCUMENT.replace(/ {2}- audience: https(?:.*\n){4}/, ''),
      ['clients[0].audiences (line 18): The resource "https://invoices.example" would be deleted'],
    ],
    [
      'what a client has that the document leaves alone',
      'version: 1\nscopes: []\nresources: []\n',
      [
        'scopes (line 2): "invoices:read" is not among them, but the client "books" has it.',
        'resources (line 3): "https://invoices.example" is not among them, but the client "books" has it.',
      ],
    ],
  ])('does not delete %s that is asked for', async (_, document, lines) => {
    const output = await tool(['import', file(document), '--prune'], 1);
    for (const line of lines) expect(output).toContain(line);
    expect(await server.database.findMany(Scope, {})).toHaveLength(2);
    expect(await server.database.findMany(Resource, {})).toHaveLength(2);
    expect(await tool(['import', file(document), '--dry-run'])).toContain('0 to change');
  });

  it('refuses the id of a user before anything is changed', async () => {
    const { subject } = await server.addUser('ursula');
    const document = `version: 1\nscopes:\n  - {name: new, title: {en: New}}\nclients:\n  - {clientId: ${subject}, name: X, grantTypes: []}\n`;
    const answer = await owner.post('/api/config/import', { document });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_config' } });
    expect(JSON.stringify(answer.body)).toContain('clients[0].clientId (line 5): A user has this id.');
    expect(await server.database.find(Scope, { name: 'new' })).toBeNull();
  });

  it('deletes clients, then resources, then scopes, and never what the admin app needs', async () => {
    await admin.query('INSERT INTO admin_client_assignment (subject, client_id) VALUES (?, ?)', [
      Buffer.from('carla'),
      Buffer.from('books'),
    ]);
    const everything = file('version: 1\nclients: []\nscopes: []\nresources: []\n');
    expect(await tool(['import', everything])).toBe('0 to change, 0 unchanged\n');
    const output = await tool(['import', everything, '--prune', '--dry-run'], 2);
    expect(output.split('\n').filter((line) => line.startsWith('-'))).toEqual([
      '- client books',
      '- resource https://invoices.example',
      '- resource urn:example:ledger',
      '- scope invoices:read',
      '- scope invoices:write',
    ]);
    expect(await tool(['import', everything, '--prune'])).toBe(output);
    expect(await exported()).toEqual({ version: 1, clients: [], scopes: [], resources: [] });
    expect(await admin.count('admin_client_assignment')).toBe(0);
    for (const clientId of ['portcullis-admin', 'portcullis-playground']) {
      expect(await server.registry.get(clientId)).toMatchObject({ disabledAt: null });
    }
    expect(await eventsOf({ event: 'scope.deleted' })).toHaveLength(2);
    expect(await eventsOf({ event: 'resource.deleted' })).toHaveLength(2);
    expect(await tool(['import', everything, '--prune'])).toBe('0 to change, 0 unchanged\n');
  });
});
