import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { hash } from '@node-rs/bcrypt';
import { AuditEvent, ClientSecret } from '@portcullis/oauth';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATABASES } from '../support/databases.js';
import { post } from '../support/flow.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { AdminApp, runAdminCommand, type AdminBrowser } from './admin-app.js';

// Every command is a process of its own, and a busy machine takes its time to start one.
jest.setTimeout(120_000);

describe.each(DATABASES)('30 API parity: what is registered as a document, on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let owner: AdminBrowser;
  let folder: string;

  beforeAll(async () => {
    server = await TestServer.start({
      database,
      options: { scopes: { 'orders:read': { title: 'See your orders' } } },
    });
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    owner = await admin.signIn('olga');
    folder = mkdtempSync(join(tmpdir(), 'portcullis-config-'));
  }, 120_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await admin.close();
    await server.close();
  });

  const tool = (script: string, args: string[], expected = 0): Promise<string> =>
    runAdminCommand(script, args, { DATABASE_URL: server.storage.url }, { expected });

  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('exports, and finds nothing to do with what it exported', async () => {
    const { secret } = await server.register({ clientId: 'kept', name: 'Kept', accent: '#364fc7' });
    await server.register({
      clientId: 'robot',
      name: 'Robot',
      grantTypes: ['client_credentials'],
      redirectUris: [],
    });
    for (const format of ['yaml', 'json']) {
      const path = join(folder, `all.${format}`);
      await tool('config-file.js', ['export', '--format', format, '--file', path]);
      const text = readFileSync(path, 'utf8');
      expect(text).toContain('kept');
      expect(text).not.toContain('portcullis-admin');
      expect(text).not.toContain(secret);
      expect(await tool('config-file.js', ['import', path, '--dry-run'])).toBe('0 to change, 2 unchanged\n');
    }
    expect(readFileSync(join(folder, 'all.yaml'), 'utf8')).toContain('  - clientId: kept\n    name: Kept\n');
    const answer = await owner.get<string>('/api/config/export?format=json');
    expect(JSON.parse(JSON.stringify(answer.body))).toMatchObject({ version: 1 });
  });

  it('shows what would change, makes it true, and then has nothing to do', async () => {
    const path = file(
      'plan.yaml',
      `version: 1
clients:
  - clientId: kept
    name: Kept anew
    redirectUris: [https://client.example/cb, https://client.example/other]
  - clientId: fresh
    name: Fresh
    redirectUris: [https://fresh.example/cb]
`,
    );
    const plan = await tool('config-file.js', ['import', path, '--dry-run'], 2);
    expect(plan).toContain(
      '~ client kept\n    name: "Kept" → "Kept anew"\n    redirectUris: ["https://client.example/cb"] →',
    );
    expect(plan).toContain('    accent: "#364fc7" → null\n+ client fresh\n    name: "Fresh"\n');
    expect(await server.registry.get('fresh')).toBeNull();

    expect(await tool('config-file.js', ['import', path])).toBe(plan);
    expect(await server.registry.get('kept')).toMatchObject({ name: 'Kept anew', version: 2, accent: null });
    expect(await server.registry.secrets('fresh')).toEqual([]);
    expect(await tool('config-file.js', ['import', path])).toBe('0 to change, 2 unchanged\n');
    const events = await server.database.findMany(AuditEvent, { clientId: 'kept' }, { orderBy: 'id' });
    expect(events.at(-1)).toMatchObject({
      event: 'client.updated',
      actor: 'import',
      data: { before: { name: 'Kept' }, after: { name: 'Kept anew' } },
    });
  });

  it('prints secrets only when it is asked to, and deletes only when it is asked to', async () => {
    const path = file(
      'secrets.yaml',
      'version: 1\nclients:\n  - {clientId: night, name: Night, grantTypes: [client_credentials]}\n',
    );
    const output = await tool('config-file.js', ['import', path, '--with-secrets', '--prune']);
    const secret = /^secret of night: (pcs_[\w-]{43})$/m.exec(output)![1]!;
    const client = { client: (await server.registry.get('night'))!, clientId: 'night', secret };
    expect((await post(server, 'token', client, { grant_type: 'client_credentials' })).status).toBe(200);
    expect(output).toContain('- client kept\n    "Kept anew" is not in the document\n');
    expect(await server.registry.get('kept')).toBeNull();
    expect(await server.registry.secrets('kept')).toEqual([]);
    expect((await server.registry.get('portcullis-admin'))!.disabledAt).toBeNull();
    expect(await tool('config-file.js', ['import', path, '--prune'])).toBe('0 to change, 1 unchanged\n');
  });

  it.each([
    ['version: 2\nclients: []\n', 'version (line 1): Write 1.'],
    ['version: 1\nclient: []\n', 'client (line 2): Unknown here'],
    ['version: 1\nclients: {}\n', 'clients (line 2): Write a list.'],
    ['just text', 'Write a document with "version: 1"'],
    ['version: 1\nclients: [', '(line 2): '],
    ['version: 1\nclients:\n  - name: X\n', 'clients[0].clientId (line 3): It needs one.'],
    [
      'version: 1\nclients:\n  - {clientId: x, name: X, secret: y}\n',
      'clients[0].secret (line 3): There is no setting secret.',
    ],
    [
      'version: 1\nclients:\n  - clientId: x\n    name: X\n    redirectUri: https://x.example/cb\n',
      'clients[0].redirectUri (line 5): There is no setting redirectUri; did you mean redirectUris?',
    ],
    [
      'version: 1\nclients:\n  - clientId: x\n    name: X\n    redirectUris: ["https://*.example/cb"]\n',
      'clients[0].redirectUris (line 5): "https://*.example/cb" has a wildcard',
    ],
    [
      'version: 1\nclients:\n  - {clientId: x, name: X, grantTypes: []}\n  - {clientId: x, name: Y, grantTypes: []}\n',
      'clients[1].clientId (line 4): "x" stands twice',
    ],
    [
      'version: 1\nclients:\n  - {clientId: portcullis-admin, name: X}\n',
      "clients[0].clientId (line 3): This is a client of the admin app's own",
    ],
    [
      'version: 1\nclients:\n  - {clientId: portcullis-playground, name: X}\n',
      "clients[0].clientId (line 3): This is a client of the admin app's own",
    ],
    [
      'version: 1\nclients:\n  - {clientId: fine, name: X, grantTypes: []}\n  - {clientId: "a b", name: X, grantTypes: []}\n',
      'clients[1].clientId (line 4): Use letters, digits',
    ],
    ['version: 1\nscopes: [x]\n', 'scopes[0] (line 2): Write what has a name.'],
    ['version: 1\nscopes:\n  - {name: x, title: X}\n', 'scopes[0].title (line 3): '],
    [
      'version: 1\nscopes:\n  - name: x\n    title:\n      en: X\n      de: X\n',
      'scopes[0].title.de (line 6): There is no setting de.',
    ],
    ['version: 1\nscopes:\n  - name: x\n', 'scopes[0].title.en (line 3): Write the line'],
    [
      'version: 1\nscopes:\n  - name: x\n    title: {en: X}\n    claims: [sub]\n',
      'scopes[0].claims (line 5): sub belongs to the protocol',
    ],
    [
      'version: 1\nscopes:\n  - {name: openid, title: {en: X}}\n',
      'scopes[0].name (line 3): This is a scope of',
    ],
    [
      'version: 1\nscopes:\n  - {name: "orders:read", title: {en: X}}\n',
      'scopes[0].name (line 3): The configuration of the authorization server defines this scope',
    ],
    [
      'version: 1\nresources:\n  - {audience: orders, name: X}\n',
      'resources[0].audience (line 3): Write an https',
    ],
    [
      'version: 1\nresources:\n  - {audience: "urn:x", name: X}\n  - {audience: "urn:x", name: Y}\n',
      'resources[1].audience (line 4): "urn:x" stands twice',
    ],
  ])('refuses %j and names the place', async (text, line) => {
    const clients = await admin.count('oauth_client');
    const answer = await owner.post('/api/config/import', { document: text });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_config' } });
    expect(JSON.stringify(answer.body)).toContain(JSON.stringify(line).slice(1, -1));
    expect(await admin.count('oauth_client')).toBe(clients);
  });

  it('says so on the command line too', async () => {
    const output = await tool('config-file.js', ['import', file('bad.yaml', 'version: 2\n')], 1);
    expect(output).toBe('version (line 1): Write 1.\n');
  });

  it('does the same by the API', async () => {
    const document = JSON.stringify({
      version: 1,
      clients: [{ clientId: 'by-api', name: 'A', grantTypes: [] }],
    });
    const dry = await owner.post('/api/config/import?dryRun=true', { document });
    expect(dry.body).toMatchObject({
      changes: [{ noun: 'client', kind: 'create', id: 'by-api' }],
      unchanged: 0,
    });
    expect(await server.registry.get('by-api')).toBeNull();
    expect((await owner.post('/api/config/import', { document })).body).toEqual(dry.body);
    expect((await owner.post('/api/config/import', { document })).body).toEqual({
      changes: [],
      unchanged: 1,
    });
    expect(await server.registry.secrets('by-api')).toEqual([]);
  });

  describe('clients of Spring Security OAuth', () => {
    const generated = 'c2VjcmV0LXRoYXQtd2FzLWdlbmVyYXRlZC1sb25nLWFnbw';
    const credentials = { scope: 'read', authorized_grant_types: 'client_credentials,password' };

    async function token(clientId: string, secret: string): Promise<number> {
      const client = await server.registry.get(clientId);
      const registered: RegisteredClient = { client: client!, clientId, secret };
      return (await post(server, 'token', registered, { grant_type: 'client_credentials' })).status;
    }

    it('go on with the secrets they have', async () => {
      const rows = [
        {
          client_id: 'hashed',
          client_secret: `{bcrypt}${await hash('old secret', { cost: 5 })}`,
          ...credentials,
        },
        { client_id: 'plain', client_secret: '{noop}old secret', ...credentials },
        { client_id: 'generated', client_secret: `{noop}${generated}`, ...credentials },
        { client_id: 'foreign', client_secret: '{pbkdf2}abc', ...credentials },
      ];
      const path = file('details.json', JSON.stringify(rows));
      const dry = await tool('import-client-details.js', [path, '--dry-run']);
      expect(dry).toContain(
        'hashed: would be imported\n    password left out: the password grant does not exist',
      );
      expect(await server.registry.get('hashed')).toBeNull();

      const output = await tool('import-client-details.js', [path]);
      expect(output).toContain('hashed: imported with its secret\n');
      expect(output).toContain('foreign: imported\n');
      expect(output).toContain(
        'secret left out: its form {pbkdf2} is not known here; give the client a new one',
      );
      expect(output).not.toContain('old secret');

      for (let i = 0; i < 2; i++) {
        expect(await token('hashed', 'old secret')).toBe(200);
        expect(await token('plain', 'old secret')).toBe(200);
        expect(await token('generated', generated)).toBe(200);
      }
      for (const wrong of ['old secret ', 'other', '', 'x'.repeat(1000)]) {
        expect(await token('hashed', wrong)).toBe(401);
        expect(await token('plain', wrong)).toBe(401);
      }
      expect(await token('foreign', 'abc')).toBe(401);

      const [secret] = await server.database.findMany(ClientSecret, { clientId: 'plain' });
      expect(secret!.bcrypt).toMatch(/^\$2[by]\$10\$/);
      const [fast] = await server.database.findMany(ClientSecret, { clientId: 'generated' });
      expect(fast!.bcrypt).toBeNull();
      await server.registry.setSecretDisabled('plain', secret!.id, true, { subject: 'test', name: 'Test' });
      expect(await token('plain', 'old secret')).toBe(401);
    });

    it('take no hash for a client that nobody knows', async () => {
      const fastest = async (work: () => Promise<unknown>): Promise<number> => {
        const times: number[] = [];
        for (let i = 0; i < 10; i++) {
          const started = performance.now();
          await work();
          times.push(performance.now() - started);
        }
        return Math.min(...times);
      };
      const guess = () => {
        const client = { tokenEndpointAuthMethod: 'client_secret_basic' };
        const nobody = { client, clientId: 'nobody', secret: 'guess' } as RegisteredClient;
        return post(server, 'token', nobody, { grant_type: 'client_credentials' });
      };
      expect(await fastest(guess)).toBeLessThan(await fastest(() => hash('guess', { cost: 10 })));
    });

    it('come from a database and from CSV too', async () => {
      await admin.query(
        'CREATE TABLE oauth_client_details (client_id VARCHAR(255) PRIMARY KEY, client_secret VARCHAR(255), scope VARCHAR(255), authorized_grant_types VARCHAR(255), web_server_redirect_uri VARCHAR(255), access_token_validity INTEGER)',
      );
      await admin.query(
        "INSERT INTO oauth_client_details VALUES ('from-table', NULL, 'read', 'authorization_code', 'https://a.example/cb,https://*.example/cb', 300)",
      );
      const output = await tool('import-client-details.js', [server.storage.url]);
      expect(output).toContain(
        'from-table: imported\n    redirect URI https://*.example/cb left out: wildcard',
      );
      expect(await server.registry.get('from-table')).toMatchObject({
        tokenEndpointAuthMethod: 'none',
        redirectUris: ['https://a.example/cb'],
        accessTokenSeconds: 300,
        requirePkce: true,
      });
      const csv = file(
        'details.csv',
        'client_id,scope,authorized_grant_types\nfrom-csv,"read,write",client_credentials\n',
      );
      expect(await tool('import-client-details.js', [csv])).toContain(
        'client_credentials left out: a public client',
      );
      expect((await server.registry.get('from-csv'))!.scopes).toEqual(['read', 'write']);
    });
  });
});
