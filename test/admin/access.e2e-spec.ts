import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../support/databases.js';
import { obtainTokens, post, type TokenAnswer } from '../support/flow.js';
import { ACTOR, TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';
import { AdminApp, answerOf, runAdminCommand, type AdminBrowser } from './admin-app.js';

describe.each(DATABASES)('who may call the admin API, on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let browser: AdminBrowser;

  beforeAll(async () => {
    server = await TestServer.start({
      database,
      options: { scopes: { 'admin:clients': { title: 'Manage clients', description: 'Register clients.' } } },
    });
    admin = await AdminApp.start(server);
    await server.addUser('alice');
    await admin.addOwner('olga');
    browser = await admin.signIn('olga');
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });

  const machine = (scope: string, audience: string): Promise<RegisteredClient> =>
    server.register({
      name: 'Robot',
      redirectUris: [],
      grantTypes: ['client_credentials'],
      scopes: [scope],
      audiences: [audience],
    });

  async function machineToken(scope: string, audience: string): Promise<string> {
    const answer = await post(server, 'token', await machine(scope, audience), {
      grant_type: 'client_credentials',
      scope,
    });
    return ((await answer.json()) as TokenAnswer).access_token;
  }

  const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

  it('is closed at once to a client that was disabled, and to a token that was revoked', async () => {
    const robot = await machine('admin:clients', admin.url);
    const token = async (): Promise<string> => {
      const form = { grant_type: 'client_credentials', scope: 'admin:clients' };
      return ((await (await post(server, 'token', robot, form)).json()) as TokenAnswer).access_token;
    };
    const list = async (value: string): Promise<number> =>
      (await fetch(`${admin.url}/api/clients`, { headers: bearer(value) })).status;

    const [first, second] = [await token(), await token()];
    expect(await list(first)).toBe(200);
    await post(server, 'revoke', robot, { token: first });
    expect(await list(first)).toBe(401);
    expect(await list(second)).toBe(200);
    await server.registry.setDisabled(robot.clientId, true, ACTOR);
    expect(await list(second)).toBe(401);
  });

  it('asks whether the user behind a token is a member', async () => {
    const client = await server.register({
      name: 'Console',
      scopes: ['openid', 'profile', 'offline_access', 'admin:clients'],
      audiences: [admin.url],
    });
    const { access_token: token } = await obtainTokens(server, client, { scope: 'openid admin:clients' });
    const call = async () => answerOf(await fetch(`${admin.url}/api/session`, { headers: bearer(token) }));
    expect(await call()).toMatchObject({ status: 403, body: { error: 'forbidden' } });
    const { subject } = (await server.users.findByUsername('alice'))!;
    await runAdminCommand('create-admin.js', ['--subject', subject, '--name', 'Alice'], {
      DATABASE_URL: server.storage.url,
    });
    expect(await call()).toMatchObject({ status: 200, body: { subject, name: 'Alice', csrfToken: null } });
  });

  it('says where a token comes from and which scope it needs', async () => {
    const response = await fetch(`${admin.url}/.well-known/oauth-protected-resource`);
    expect(await response.json()).toMatchObject({
      resource: admin.url,
      authorization_servers: [server.issuer],
      scopes_supported: [
        'admin:all',
        'admin:audit',
        'admin:clients',
        'admin:keys',
        'admin:read',
        'admin:users',
      ],
    });
  });

  it('takes no token from the query string', async () => {
    const token = await machineToken('admin:clients', admin.url);
    expect((await fetch(`${admin.url}/api/clients?access_token=${token}`)).status).toBe(401);
  });

  it.each([
    '//api/clients',
    '/%61pi/clients',
    '/api//clients',
    '/API/clients',
    '/api/clients/',
    '/api/./clients',
    '/api/%2e/clients',
  ])('gives nothing away at %s', async (path) => {
    const response = await new Visitor().request(admin.url + path);
    expect([303, 401, 404]).toContain(response.status);
  });

  it('sends strict headers with a page and a nonce of its own', async () => {
    const pages = await Promise.all([1, 2].map(() => browser.visitor.request(`${admin.url}/clients`)));
    const nonces = pages.map(({ headers }) => {
      const policy = headers.get('content-security-policy')!;
      expect(policy).toMatch(
        /^default-src 'self';script-src 'self';style-src 'self' 'nonce-[\w+/=]{24}';img-src 'self' data:;font-src 'self';connect-src 'self';object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'$/,
      );
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('x-powered-by')).toBeNull();
      return /nonce-([^']+)'/.exec(policy)![1]!;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(await pages[0]!.text()).toContain(`nonce="${nonces[0]}"`);
  });

  it('lets hashed assets be kept for a year and nothing else', async () => {
    const page = await (await browser.visitor.request(`${admin.url}/clients`)).text();
    const script = /src="(\/assets\/index-[^"]+\.js)"/.exec(page)![1]!;
    const cached = async (path: string) => (await fetch(admin.url + path)).headers.get('cache-control');
    expect(await cached(script)).toBe('public, max-age=31536000, immutable');
    expect(await cached('/assets/color-scheme.js')).toBe('no-cache');
  });
});
