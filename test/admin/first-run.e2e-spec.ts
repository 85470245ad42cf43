import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEvent } from '@portcullis/oauth';
import { createHash, randomBytes } from 'node:crypto';
import { DATABASES } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { MASTER_KEY, PASSWORD, TestServer } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';
import { AdminApp, runAdminCommand } from './admin-app.js';

const GRACE = { username: 'grace', name: 'Grace Hopper', password: PASSWORD, again: PASSWORD };

describe.each(DATABASES)('17 first run: the admin app without an owner, on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let environment: Record<string, string>;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    admin = await AdminApp.start(server);
    environment = { DATABASE_URL: server.storage.url, ADMIN_URL: admin.url };
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });
  beforeEach(async () => {
    await admin.query('DELETE FROM admin_member');
    await admin.query('DELETE FROM oauth_user');
  });

  /** What the app prints when it starts anew. */
  async function freshToken(): Promise<string> {
    const other = await admin.another();
    const token = await printedToken(other.printed);
    await other.close();
    return token;
  }

  /** A link as the app would have printed it, without another start. */
  async function givenToken(): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await admin.query('DELETE FROM admin_setup');
    await admin.query('INSERT INTO admin_setup (id, digest, expires_at) VALUES (1, ?, ?)', [
      createHash('sha256').update(token).digest(),
      Date.now() + 60_000,
    ]);
    return token;
  }

  const show = (token: string, language = 'en'): Promise<Response> =>
    fetch(`${admin.url}/setup?token=${token}`, { headers: { 'accept-language': language } });

  const submit = (token: string, form: Record<string, string> = GRACE): Promise<Response> =>
    fetch(`${admin.url}/setup`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ ...form, token }),
    });

  it('prints a link that leads to a page without script, in both languages', async () => {
    const token = await printedToken(() => admin.printed);
    expect(token).toMatch(/^[\w-]{43}$/);
    const fresh = await freshToken();
    for (const [language, title] of [
      ['en', 'Become the first owner'],
      ['zh-CN', '成为第一位所有者'],
    ] as const) {
      const response = await show(fresh, language);
      const html = await response.text();
      expect([response.status, html.includes(title), html.includes('<script')]).toEqual([200, true, false]);
      expect(html).toContain(`<html lang="${language}">`);
      expect(response.headers.get('content-security-policy')).toMatch(
        /form-action 'self';frame-ancestors 'none'$/,
      );
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    }
    // The new start has replaced the link of the first one.
    expect((await show(token)).status).toBe(404);
    const [row] = await admin.query('SELECT digest FROM admin_setup');
    expect(row!['digest']).toEqual(createHash('sha256').update(fresh).digest());
  });

  it('makes the first user and owner, once', async () => {
    const token = await givenToken();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => submit(token, { ...GRACE, username: `grace${i}` })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([303, ...Array.from({ length: 7 }, () => 410)]);
    expect(answers.find(({ status }) => status === 303)!.headers.get('location')).toBe('/setup/done');
    expect([await admin.count('admin_member'), await admin.count('oauth_user')]).toEqual([1, 1]);
    expect((await (await fetch(`${admin.url}/setup/done`)).text()).includes('href="/sign-in"')).toBe(true);

    const again = await show(token);
    expect([again.status, (await again.text()).includes('This admin app has an owner')]).toEqual([410, true]);
    expect((await submit(token)).status).toBe(410);

    const [user] = await admin.query('SELECT username, subject FROM oauth_user');
    const browser = await admin.signIn(String(user!['username']));
    expect((await browser.get('/api/session')).body).toMatchObject({ role: 'owner', name: 'Grace Hopper' });
    const subject = String(user!['subject']);
    const events = await server.database.findMany(AuditEvent, { subject }, { orderBy: 'id' });
    expect(events.slice(0, 2)).toMatchObject([
      { event: 'user.created', actor: 'setup' },
      { event: 'admin.owner_granted', data: { by: 'setup link' } },
    ]);
    expect(JSON.stringify(events)).not.toContain(token);
  });

  it.each([
    [{ username: '' }, 'username', 'Fill this in.'],
    [{ username: 'ＯＬＧＡ' }, 'username', 'Another user has this name, or one that looks like it.'],
    [{ password: 'short', again: 'short' }, 'password', 'Use at least 10 characters.'],
    [{ again: 'something else' }, 'again', 'The two passwords differ.'],
  ])('says what is wrong with %j, and the link goes on counting', async (change, field, message) => {
    await server.addUser('olga');
    const token = await givenToken();
    const response = await submit(token, { ...GRACE, ...change });
    const html = await response.text();
    expect(response.status).toBe(400);
    expect(html).toContain(`<p class="wrong" id="${field}-wrong">${message}</p>`);
    expect(html).toContain('Error: Become the first owner');
    expect(html).not.toContain(PASSWORD);
    expect(html).not.toContain('something else');
    expect((await submit(token)).status).toBe(303);
  });

  it('counts for half an hour, and says how to get another', async () => {
    const token = await givenToken();
    await admin.query('UPDATE admin_setup SET expires_at = 1');
    for (const response of [await show(token), await submit(token)]) {
      expect(response.status).toBe(410);
      expect(await response.text()).toContain('npm run admin:create');
    }
    expect(await admin.count('oauth_user')).toBe(0);
  });

  it.each(['', 'x', 'A'.repeat(43), 'A'.repeat(5000)])('is closed to the token %j', async (token) => {
    await givenToken();
    expect((await show(token)).status).toBe(404);
    expect((await submit(token)).status).toBe(404);
  });

  it('makes somebody the owner who signs in with an account that is there', async () => {
    await server.addUser('olga');
    await server.addUser('bob');
    const token = await givenToken();
    const arrive = async (username: string): Promise<Response> => {
      const visitor = new Visitor();
      return visitor.request(await admin.reachCallback(visitor, username, '/', `&setup=${token}`));
    };
    expect((await arrive('olga')).status).toBe(303);
    const late = await arrive('bob');
    expect([late.status, (await late.text()).includes('This setup link no longer counts')]).toEqual([
      403,
      true,
    ]);
    const rows = await admin.query('SELECT role FROM admin_member');
    expect(rows).toEqual([{ role: 'owner' }]);
  });

  describe('admin:create', () => {
    it('makes a user and owner while neither server is needed, and registers the app where it is missing', async () => {
      await admin.query('DELETE FROM oauth_client WHERE client_id = ?', [Buffer.from('portcullis-admin')]);
      const args = ['--username', 'grace', '--name', 'Grace Hopper'];
      const first = await runAdminCommand('create-admin.js', args, environment, { input: `${PASSWORD}\n` });
      expect(first).toMatch(/^ADMIN_CLIENT_SECRET=pcs_[\w-]{43}$/m);
      expect(first).toContain('Grace Hopper is an owner of the admin app now.');
      expect(first).not.toContain(PASSWORD);
      const client = await server.registry.get('portcullis-admin');
      expect(client).toMatchObject({ redirectUris: [`${admin.url}/callback`], audiences: [admin.url] });

      const second = await runAdminCommand('create-admin.js', args, environment);
      expect(second).not.toContain('ADMIN_CLIENT_SECRET');
      expect([await admin.count('admin_member'), await admin.count('oauth_user')]).toEqual([1, 1]);
      expect(await server.users.authenticate('grace', PASSWORD)).not.toBeNull();
    });

    it('promotes a member, and somebody whose account is elsewhere', async () => {
      const subject = await admin.addMember('vera', 'viewer');
      await runAdminCommand('create-admin.js', ['--username', 'vera'], environment);
      await runAdminCommand('create-admin.js', ['--subject', 'S-1042', '--name', 'Sam'], environment);
      const rows = await admin.query('SELECT subject, role, name FROM admin_member ORDER BY name');
      expect(rows.map(({ subject: s, role, name }) => [String(s), role, name])).toEqual([
        ['S-1042', 'owner', 'Sam'],
        [subject, 'owner', 'viewer vera'],
      ]);
    });

    it.each([
      [['--username', 'grace', '--name', 'G'], 'short\n', 'Password: Use at least 10 characters.'],
      [['--username', 'grace'], '', 'Name: nothing was given.'],
      [['--password', 'x'], '', "Unknown option '--password'"],
    ])('refuses %j', async (args, input, line) => {
      const output = await runAdminCommand('create-admin.js', args, environment, { expected: 1, input });
      expect(output).toContain(line);
      expect(await admin.count('oauth_user')).toBe(0);
    });
  });
});

describe('17 first run: the admin app does not start', () => {
  const good = {
    ADMIN_URL: 'https://admin.example.com',
    ISSUER: 'https://sso.example.com',
    MASTER_KEY,
    ADMIN_CLIENT_SECRET: `pcs_${'x'.repeat(43)}`,
    DATABASE_URL: 'sqlite::memory:',
  };
  it.each([
    [{ MASTER_KEY: 'change-me' }, /^MASTER_KEY: .*"masterKey" has 6 bytes, too few/],
    [{ MASTER_KEY: 'a'.repeat(64) }, /^MASTER_KEY: .*"masterKey" looks like a placeholder/],
    [{ MASTER_KEY: '' }, /^MASTER_KEY is not set/],
    [{ ISSUER: 'http://sso.example.com' }, /^ISSUER is .*must begin with https/],
    [{ ADMIN_URL: 'http://admin.example.com' }, /^ADMIN_URL is .*must begin with https/],
    [{ ADMIN_CLIENT_SECRET: 'secret' }, /^ADMIN_CLIENT_SECRET is too short/],
    [{ ADMIN_CLIENT_SECRET: '' }, /^ADMIN_CLIENT_SECRET is not set/],
    [{}, /^The admin app cannot start: the tables in the database are not up to date/],
  ])('with %j', async (change, line) => {
    const output = await runAdminCommand('main.js', [], { ...good, ...change }, { expected: 1 });
    expect(output).toMatch(line);
    expect(output.trimEnd().split('\n')).toHaveLength(1);
  });
});

async function printedToken(printed: () => string): Promise<string> {
  const found = await eventually(
    async () => /\/setup\?token=([\w-]+)\s/.exec(printed()),
    (match) => match !== null,
  );
  return found![1]!;
}
