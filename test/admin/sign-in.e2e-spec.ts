import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Authorization } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { ACTOR, TestServer } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';
import { AdminApp, AdminBrowser } from './admin-app.js';

const COOKIE = '__Host-portcullis-admin';

describe.each(DATABASES)('signing in to the admin app on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let owner: string;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    admin = await AdminApp.start(server);
    owner = await admin.addOwner('olga');
    await server.addUser('bob');
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });

  it('pushes its request, so that the browser carries a reference and nothing else', async () => {
    const visitor = new Visitor();
    const page = await visitor.visit(`${admin.url}/clients`);
    const url = new URL(page.url);
    expect(url.origin + url.pathname).toBe(server.url('authorize'));
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'portcullis-admin',
      request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:[\w-]+$/),
    });
  });

  it('brings a member back to the page they wanted, with a new cookie and no token', async () => {
    const visitor = new Visitor();
    const callback = await admin.reachCallback(visitor, 'olga', '/clients/new');
    const before = visitor.cookie(COOKIE);
    const response = await visitor.request(callback);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/clients/new');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const [cookie, ...others] = response.headers.getSetCookie();
    expect(others).toEqual([]);
    expect(cookie).toMatch(/^__Host-portcullis-admin=[\w-]{64}; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(visitor.cookie(COOKIE)).not.toBe(before);

    const session = await visitor.request(`${admin.url}/api/session`);
    expect(await session.json()).toEqual({
      subject: owner,
      name: 'Owner olga',
      role: 'owner',
      permissions: expect.objectContaining({ 'clients.edit': 'all', 'audit.export': 'all' }),
      ownClients: [],
      preferences: { language: null, shortcuts: true },
      csrfToken: expect.stringMatching(/^[\w-]{43}$/),
      issuer: server.issuer,
    });
  });

  it('keeps only digests and sealed tokens', async () => {
    const visitor = new Visitor();
    await visitor.request(await admin.reachCallback(visitor, 'olga'));
    const rows = JSON.stringify(
      (await admin.query('SELECT * FROM admin_session')).map((row) =>
        Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : value)),
      ),
    );
    const value = visitor.cookie(COOKIE)!;
    expect(rows).not.toContain(value);
    expect(rows).not.toContain(Buffer.from(value, 'base64url').toString('latin1'));
    expect(admin.printed).not.toContain(value);
    expect(admin.printed).not.toMatch(/[?&]code=/);
  });

  it('refuses somebody who is not a member, in words, and leaves no session and no refresh token', async () => {
    const sessions = await admin.count('admin_session');
    const visitor = new Visitor({ 'accept-language': 'zh-CN' });
    const callback = await admin.reachCallback(visitor, 'bob');
    const response = await visitor.request(callback);
    expect(response.status).toBe(403);
    const html = await response.text();
    const bob = (await server.users.findByUsername('bob'))!.subject;
    expect(html).toContain('您不是管理员');
    expect(html).toContain(bob);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await admin.count('admin_session')).toBe(sessions);
    expect((await visitor.request(`${admin.url}/api/session`)).status).toBe(401);
    expect(await live(bob)).toBe(0);
  });

  it('tells somebody who cancels that they were not signed in', async () => {
    const visitor = new Visitor();
    const start = await visitor.visit(`${admin.url}/sign-in`);
    const page = await visitor.visit(start.url);
    const back = await visitor.submit(page, {}, { name: 'action', value: 'cancel' });
    const response = await visitor.request(back.url);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('You were not signed in');
  });

  it('accepts an answer once, and only in the browser that asked', async () => {
    const visitor = new Visitor();
    const callback = await admin.reachCallback(visitor, 'olga');
    const stranger = await new Visitor().request(callback);
    expect(stranger.status).toBe(400);
    const other = new Visitor();
    await other.visit(`${admin.url}/sign-in`);
    expect((await other.request(callback)).status).toBe(400);

    const cookie = visitor.cookie(COOKIE)!;
    expect((await visitor.request(callback)).status).toBe(303);
    const replay = new Visitor();
    replay.setCookie(COOKIE, cookie);
    expect((await replay.request(callback)).status).toBe(400);
    // In the browser that is signed in by now, the same answer just leads on.
    const again = await visitor.request(callback);
    expect(again.headers.get('location')).toBe('/');
  });

  it('lets one of twenty parallel callbacks win', async () => {
    const sessions = await admin.count('admin_session');
    const visitor = new Visitor();
    const callback = await admin.reachCallback(visitor, 'olga');
    const headers = { cookie: `${COOKIE}=${visitor.cookie(COOKIE)}` };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fetch(callback, { redirect: 'manual', headers })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 303)).toHaveLength(1);
    expect(statuses.filter((status) => status === 400)).toHaveLength(19);
    expect(await admin.count('admin_session')).toBe(sessions + 1);
  });

  it.each([
    ['another state', (url: URL) => url.searchParams.set('state', 'x'.repeat(64)), 400],
    ['no state', (url: URL) => url.searchParams.delete('state'), 400],
    ['two states', (url: URL) => url.searchParams.append('state', 'x'), 400],
    ['another issuer', (url: URL) => url.searchParams.set('iss', 'https://evil.example'), 502],
    ['another code', (url: URL) => url.searchParams.set('code', 'x'.repeat(64)), 400],
  ])('refuses a callback with %s', async (_, change, status) => {
    const visitor = new Visitor();
    const url = new URL(await admin.reachCallback(visitor, 'olga'));
    change(url);
    const response = await visitor.request(url.href);
    expect(response.status).toBe(status);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('works in two tabs at once', async () => {
    const visitor = new Visitor();
    const first = await admin.reachCallback(visitor, 'olga');
    const second = await admin.reachCallback(visitor, 'olga');
    expect((await visitor.request(second)).status).toBe(303);
    const answer = await visitor.request(first);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example'])(
    'never returns to %s',
    async (returnTo) => {
      const visitor = new Visitor();
      const response = await visitor.request(await admin.reachCallback(visitor, 'olga', returnTo));
      expect(response.headers.get('location')).toBe('/');
    },
  );

  it('signs out here, and revokes the authorization and ends the session there', async () => {
    const browser = await admin.signIn('olga');
    const before = await live(owner);
    const refused = await browser.call('POST', '/sign-out', undefined, { 'x-csrf-token': '' });
    expect(refused.status).toBe(403);
    const answer = await browser.post<{ location: string }>('/sign-out');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-portcullis-admin=; .*Expires=Thu, 01 Jan 1970/);
    expect(await live(owner)).toBe(before - 1);
    const old = new Visitor();
    old.setCookie(COOKIE, browser.visitor.cookie(COOKIE)!);
    expect((await old.request(`${admin.url}/api/session`)).status).toBe(401);

    // The browser goes on to the authorization server, which sends it back without a question.
    const { origin, pathname } = new URL(answer.body.location);
    expect(origin + pathname).toBe(server.url('logout'));
    const back = await browser.visitor.visit(answer.body.location);
    expect(back.url).toBe(`${admin.url}/signed-out?state=everywhere`);
    const again = await browser.visitor.visit((await browser.visitor.visit(`${admin.url}/clients`)).url);
    expect(again.url).toContain('/oauth/sign_in');
  });

  it('signs out there too when it is not registered as somewhere to return to', async () => {
    const { version, postLogoutRedirectUris } = (await server.registry.get('portcullis-admin'))!;
    const register = (uris: string[], since: number): Promise<unknown> =>
      server.registry.update('portcullis-admin', since, { postLogoutRedirectUris: uris }, ACTOR);
    await register([], version);
    try {
      const browser = await admin.signIn('olga');
      const answer = await browser.post<{ location: string }>('/sign-out');
      const page = await browser.visitor.visit(answer.body.location);
      expect([page.left, page.status]).toEqual([false, 200]);
      expect(page.html).toContain('You are signed out of');
    } finally {
      await register(postLogoutRedirectUris, version + 1);
    }
  });

  it('renews once when many requests find the session due, and keeps it', async () => {
    const browser = await admin.signIn('olga');
    await makeDue();
    const answers = await Promise.all(Array.from({ length: 10 }, () => browser.get('/api/session')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    await makeDue();
    expect((await browser.get('/api/session')).status).toBe(200);
  });

  it('ends the session of an account that was disabled at the authorization server', async () => {
    const subject = await admin.addOwner('leaver');
    const browser = await admin.signIn('leaver');
    await server.users.setDisabled(subject, true, ACTOR);
    await makeDue();
    expect((await browser.get('/api/session')).status).toBe(401);
    expect((await browser.get('/api/session')).status).toBe(401);
    expect(await admin.query('SELECT 1 FROM admin_session WHERE name = ?', ['Owner leaver'])).toEqual([]);
  });

  it('ends the session of somebody who is no longer a member', async () => {
    const subject = await admin.addOwner('former');
    const browser = await admin.signIn('former');
    await admin.query('DELETE FROM admin_member WHERE subject = ?', [Buffer.from(subject)]);
    expect((await browser.get('/api/session')).status).toBe(401);
    expect(await live(subject)).toBe(0);
  });

  it.each(['idle_expires_at', 'absolute_expires_at'])('ends a session at its %s', async (column) => {
    const browser = await admin.signIn('olga');
    await admin.query(`UPDATE admin_session SET ${column} = ?`, [Date.now() - 1]);
    expect((await browser.get('/api/session')).status).toBe(401);
  });

  it('does not find a session by a changed cookie', async () => {
    const { visitor } = await admin.signIn('olga');
    const value = visitor.cookie(COOKIE)!;
    for (const changed of [
      value.slice(0, -1) + (value.endsWith('A') ? 'B' : 'A'),
      `${value}A`,
      value.toUpperCase(),
      '',
    ]) {
      const other = new Visitor();
      other.setCookie(COOKIE, changed);
      expect((await other.request(`${admin.url}/api/session`)).status).toBe(401);
    }
    expect((await AdminBrowser.open(admin, visitor)).csrfToken).toMatch(/^[\w-]{43}$/);
  });

  /** Authorizations of a subject that still count. */
  async function live(subject: string): Promise<number> {
    const { length } = await server.database.findMany(Authorization, {
      subject,
      clientId: 'portcullis-admin',
      revokedAt: null,
    });
    return length;
  }

  async function makeDue(): Promise<void> {
    await admin.query('UPDATE admin_session SET renew_at = 0');
  }
});

describe('signing in to the admin app where the authorization server takes no pushed requests', () => {
  it('sends the browser there with PKCE, state and nonce', async () => {
    const server = await TestServer.start({ database: 'sqlite', extras: { features: { par: false } } });
    const admin = await AdminApp.start(server);
    try {
      const page = await new Visitor().visit(`${admin.url}/clients`);
      const url = new URL(page.url);
      expect(url.origin + url.pathname).toBe(server.url('authorize'));
      expect(Object.fromEntries(url.searchParams)).toEqual({
        client_id: 'portcullis-admin',
        response_type: 'code',
        redirect_uri: `${admin.url}/callback`,
        scope: 'openid profile offline_access',
        state: expect.stringMatching(/^[\w-]{64}$/),
        nonce: expect.stringMatching(/^[\w-]{43}$/),
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
        code_challenge_method: 'S256',
      });
      await admin.addOwner('olga');
      expect((await (await admin.signIn('olga')).get('/api/session')).status).toBe(200);
    } finally {
      await admin.close();
      await server.close();
    }
  }, 120_000);
});
