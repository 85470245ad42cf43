import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { authorizeUrl, obtainTokens } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';
import { allow } from '../support/flow.js';
import { AdminApp, type AdminBrowser } from './admin-app.js';

interface Run {
  readonly id: string;
  readonly location: string | null;
  readonly acts: readonly string[];
  readonly hasTokens: boolean;
  readonly idToken: { readonly genuine: boolean } | null;
  readonly exchanges: readonly { readonly step: string; readonly response: { status: number } | null }[];
}
interface Problem {
  readonly error: string;
}

const ROLES = ['owner', 'client_manager', 'support', 'key_manager', 'auditor', 'viewer'] as const;

describe.each(DATABASES)('what the admin app asks the authorization server, on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let web: RegisteredClient;
  let other: RegisteredClient;
  const browsers = {} as Record<(typeof ROLES)[number], AdminBrowser>;

  beforeAll(async () => {
    server = await TestServer.start({ database, options: { console: { clientId: 'portcullis-admin' } } });
    admin = await AdminApp.start(server, { PLAYGROUND: 'on' });
    await server.addUser('alice');
    web = await server.register({ clientId: 'web', scopes: ['openid', 'profile'] });
    other = await server.register({ clientId: 'other' });
    for (const role of ROLES) {
      await admin.addMember(role, role, role === 'client_manager' ? ['web'] : undefined);
      browsers[role] = await admin.signIn(role);
    }
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });

  const statuses = async (ask: (browser: AdminBrowser) => Promise<{ status: number }>) =>
    Object.fromEntries(
      await Promise.all(ROLES.map(async (role) => [role, (await ask(browsers[role])).status] as const)),
    );

  it('6 token preview: owners, support and auditors may, and client managers for their own clients', async () => {
    const preview = (clientId: string) => (browser: AdminBrowser) =>
      browser.post('/api/token-preview', { clientId, user: 'alice' });
    const allowed = { owner: 200, support: 200, auditor: 200, key_manager: 403, viewer: 403 };
    expect(await statuses(preview('web'))).toEqual({ ...allowed, client_manager: 200 });
    expect(await statuses(preview('other'))).toEqual({ ...allowed, client_manager: 403 });
    const { body } = await browsers.client_manager.post<Problem>('/api/token-preview', { clientId: 'other' });
    expect(body.error).toBe('not_assigned');
  });

  it('6 token preview: refuses what the server refuses, and what is no question', async () => {
    const ask = async (question: object) => {
      const { status, body } = await browsers.owner.post<Problem>('/api/token-preview', question);
      return [status, body.error];
    };
    expect(await ask({ clientId: 'web', user: 'nobody' })).toEqual([400, 'unknown_user']);
    expect(await ask({ clientId: 'nobody', user: 'alice' })).toEqual([400, 'unknown_client']);
    expect(await ask({ clientId: 'web', user: 'alice', scopes: ['x'] })).toEqual([400, 'invalid_scope']);
    for (const question of [
      {},
      { clientId: ['web'] },
      { clientId: 'web', scopes: 'openid' },
      { clientId: 'web', grant: 1 },
    ]) {
      expect(await ask(question)).toEqual([400, 'invalid_request']);
    }
  });

  it('settings: are for those who may look at them, and hold no secret', async () => {
    expect(await statuses((browser) => browser.get('/api/configuration'))).toEqual({
      owner: 200,
      client_manager: 403,
      support: 403,
      key_manager: 200,
      auditor: 200,
      viewer: 200,
    });
    const text = JSON.stringify((await browsers.viewer.get('/api/configuration')).body);
    expect(text).not.toContain(admin.secret);
    expect(text).not.toContain(server.storage.url.replace(/^\w+:/, ''));
  });

  it('5 quick start: tells who signed in first, to those who may know', async () => {
    const ask = (browser: AdminBrowser) => browser.get('/api/clients/web/first-sign-in');
    expect((await ask(browsers.viewer)).body).toMatchObject({ state: 'waiting', at: null });
    const visitor = new Visitor();
    await visitor.visit(authorizeUrl(server, web, pkce(), { redirect_uri: 'https://client.example/' }));
    expect((await ask(browsers.viewer)).body).toMatchObject({
      state: 'failed',
      failure: 'authorization_request.refused',
      received: 'https://client.example/',
    });
    await visitor.visit(authorizeUrl(server, web, pkce(), { code_challenge: undefined }));
    expect((await ask(browsers.viewer)).body).toMatchObject({
      state: 'failed',
      failure: 'authorization_request.refused',
      received: null,
      code: 'invalid_request',
      description: 'PKCE is required: the parameter code_challenge is missing.',
    });
    await obtainTokens(server, web);
    for (const role of ROLES) {
      const username = role === 'key_manager' ? null : 'alice';
      expect((await ask(browsers[role])).body).toMatchObject({ state: 'signed_in', username });
    }
    expect((await browsers.owner.get('/api/clients/nobody/first-sign-in')).status).toBe(404);
    expect(other.clientId).toBe('other');
  });

  describe('7 playground', () => {
    const begin = async (browser: AdminBrowser, flow: string, scopes?: string[]): Promise<Run> => {
      const { status, body } = await browser.post<Run>('/api/playground/runs', { flow, scopes });
      expect(status).toBe(201);
      return body;
    };

    it('is for owners and client managers', async () => {
      const expected = {
        owner: 200,
        client_manager: 200,
        support: 403,
        key_manager: 403,
        auditor: 403,
        viewer: 403,
      };
      expect(await statuses((browser) => browser.get('/api/playground'))).toEqual(expected);
      expect(
        await statuses((browser) => browser.post('/api/playground/runs', { flow: 'client_credentials' })),
      ).toEqual({ ...expected, owner: 201, client_manager: 201 });
    });

    it('shows a run to nobody else', async () => {
      const { id } = await begin(browsers.owner, 'client_credentials');
      expect((await browsers.owner.get(`/api/playground/runs/${id}`)).status).toBe(200);
      expect((await browsers.client_manager.get(`/api/playground/runs/${id}`)).status).toBe(404);
      const act = await browsers.client_manager.post(`/api/playground/runs/${id}/acts`, { act: 'revoke' });
      expect(act.status).toBe(404);
      for (const wrong of ['x', '..%2f', id.slice(1), `${id}A`]) {
        expect((await browsers.owner.get(`/api/playground/runs/${wrong}`)).status).toBe(404);
      }
    });

    it('takes an answer once, and from whoever began', async () => {
      const run = await begin(browsers.owner, 'authorization_code', ['openid', 'profile']);
      expect(run).toMatchObject({ hasTokens: false, acts: [] });
      const { visitor } = browsers.owner;
      const page = await visitor.visit(run.location!);
      const { url: callback } = page.left ? page : await allow(visitor, page);
      expect(callback).toMatch(new RegExp(`^${admin.url}/playground/callback\\?`));

      const foreign = new URL(callback);
      foreign.searchParams.set('state', `${run.id}.${'A'.repeat(43)}`);
      expect((await visitor.request(foreign.href)).status).toBe(404);
      expect((await browsers.client_manager.visitor.request(callback)).status).toBe(404);
      expect((await new Visitor().request(callback)).status).toBe(401);

      const answers = await Promise.all([visitor.request(callback), visitor.request(callback)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([303, expect.any(Number)]);
      expect((await visitor.request(callback)).status).toBe(404);
      const { body } = await browsers.owner.get<Run>(`/api/playground/runs/${run.id}`);
      expect(body).toMatchObject({ hasTokens: true, location: null, idToken: { genuine: true } });
      expect(body.exchanges.map(({ step }) => step)).toEqual([
        'authorization_request',
        'authorization_response',
        'token',
      ]);
    });

    it('does nothing that a run has no means for, and one of two acts at once', async () => {
      const { id } = await begin(browsers.owner, 'client_credentials');
      const act = async (name: string) =>
        (await browsers.owner.post(`/api/playground/runs/${id}/acts`, { act: name })).status;
      expect(await act('refresh')).toBe(409);
      expect(await act('delete')).toBe(400);
      expect((await Promise.all([act('introspect'), act('introspect')])).sort()).toEqual([200, 409]);
    });

    it('never tells the secret of its client, and keeps it sealed', async () => {
      const { body } = await browsers.owner.get(`/api/playground`);
      const run = await begin(browsers.owner, 'client_credentials');
      const [secret] = await server.registry.secrets('portcullis-playground');
      for (const text of [JSON.stringify(body), JSON.stringify(run), admin.printed]) {
        expect(text).not.toContain(secret!.prefix);
      }
      const rows = await admin.query('SELECT sealed FROM admin_playground_secret');
      expect(rows).toHaveLength(1);
      expect((rows[0]!['sealed'] as Buffer).toString('latin1')).not.toContain(secret!.prefix);
    });

    it('makes another secret when somebody has disabled its own', async () => {
      const [secret] = await server.registry.secrets('portcullis-playground');
      await server.registry.setSecretDisabled('portcullis-playground', secret!.id, true, {
        subject: 'test',
        name: 'Test',
      });
      server.clock.advance(2);
      const run = await begin(browsers.owner, 'client_credentials');
      expect(run.hasTokens).toBe(true);
    });

    it('has a client with an owner, and gives one to a client from before', async () => {
      const clientId = 'portcullis-playground';
      const checks = async (): Promise<{ scanning: boolean; items: { rule: string }[] }> =>
        (await browsers.owner.get<never>(`/api/checks?client=${clientId}`)).body;
      const findings = async (): Promise<string[]> => {
        expect((await browsers.owner.post('/api/checks/run')).status).toBe(202);
        const { items } = await eventually(checks, ({ scanning }) => !scanning);
        return items.map(({ rule }) => rule);
      };
      expect(await findings()).not.toContain('no_owner');
      await admin.query('UPDATE oauth_client SET owner = NULL, created_at = ? WHERE client_id = ?', [
        Date.now() - 3_600_000,
        Buffer.from(clientId),
      ]);
      expect(await findings()).toContain('no_owner');
      await begin(browsers.owner, 'client_credentials');
      expect(await findings()).not.toContain('no_owner');
    });
  });
});

describe('without the option and the variable', () => {
  let server: TestServer;
  let admin: AdminApp;
  let owner: AdminBrowser;

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    await server.register({ clientId: 'portcullis-playground', name: 'Left behind' });
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    owner = await admin.signIn('olga');
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });

  it('6 token preview: says that the server does not answer this app', async () => {
    const answer = await owner.post('/api/token-preview', { clientId: 'portcullis-admin', user: 'olga' });
    expect(answer).toMatchObject({ status: 409, body: { error: 'console_off' } });
    expect((await owner.get('/api/configuration')).body).toMatchObject({ error: 'console_off' });
  });

  it('7 playground: there is none, and its client is disabled', async () => {
    expect((await owner.get('/api/playground')).body).toMatchObject({ on: false });
    expect(await owner.post('/api/playground/runs', { flow: 'client_credentials' })).toMatchObject({
      status: 404,
      body: { error: 'playground_off' },
    });
    expect((await server.registry.get('portcullis-playground'))!.disabledAt).not.toBeNull();
  });
});
